"""The function of the flow: what is in stock of a material."""

STOCK = {"粘土": "5kg", "ニューロチップ": "10個"}


def handler(event, context):
    material = next(given["value"] for given in event["node"]["inputs"] if given["name"] == "material")
    return {"material": material, "text": f"{material}の在庫は{STOCK.get(material, '不明')}"}
