"""The function of the agent: what is in stock of a material."""

STOCK = {"粘土": "5kg", "ニューロチップ": "10個"}


def handler(event, context):
    material = next(p["value"] for p in event["parameters"] if p["name"] == "material")
    return {
        "messageVersion": "1.0",
        "response": {
            "actionGroup": event["actionGroup"],
            "function": event["function"],
            "functionResponse": {"responseBody": {"TEXT": {"body": STOCK.get(material, "不明")}}},
        },
    }
