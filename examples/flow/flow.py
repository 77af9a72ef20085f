"""The robot factory's stock by a flow with a function, with boto3: python3 flow.py http://127.0.0.1:8080"""

import io
import json
import pathlib
import sys
import time
import uuid
import zipfile

import boto3

HERE = pathlib.Path(__file__).parent
ROLE = "arn:aws:iam::000000000000:role/factory"
MATERIALS = ["粘土", "ニューロチップ"]
settings = {
    "endpoint_url": sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080",
    "region_name": "us-east-1",
    "aws_access_key_id": "test",
    "aws_secret_access_key": "test",
}
functions, agents = boto3.client("lambda", **settings), boto3.client("bedrock-agent", **settings)
runtime = boto3.client("bedrock-agent-runtime", **settings)
name = "haniwa-" + uuid.uuid4().hex[:8]


def function():
    """Makes the function."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.write(HERE / "stock.py", "stock.py")
    functions.create_function(
        FunctionName=name, Runtime="python3.12", Role=ROLE, Handler="stock.handler", Timeout=30,
        Code={"ZipFile": package.getvalue()})


def alias():
    """Makes an alias that leads to the function's first version."""
    version = functions.publish_version(FunctionName=name)["Version"]
    return functions.create_alias(FunctionName=name, Name="PROD", FunctionVersion=version)["AliasArn"]


def node(name, kind, inputs=(), outputs=(), **configuration):
    """A node; an input is (name, type) or (name, type, expression), an output (name, type)."""
    return {
        "name": name,
        "type": kind,
        "inputs": [dict(zip(("name", "type", "expression"), (*given, "$.data")[:3])) for given in inputs],
        "outputs": [dict(zip(("name", "type"), given)) for given in outputs],
        **({"configuration": configuration} if configuration else {}),
    }


def data(source, target):
    """A connection from node.output to node.input."""
    (source, output), (target, given) = source.split("."), target.split(".")
    return {
        "type": "Data",
        "name": f"{source}_{output}_{target}_{given}",
        "source": source,
        "target": target,
        "configuration": {"data": {"sourceOutput": output, "targetInput": given}},
    }


def definition(stock):
    return {
        "nodes": [
            node("start", "Input", outputs=[("document", "Array")]),
            node("each", "Iterator", [("array", "Array")], [("arrayItem", "String"), ("arraySize", "Number")]),
            node("stock", "LambdaFunction", [("material", "String")], [("functionResponse", "Object")],
                 lambdaFunction={"lambdaArn": stock}),
            node("all", "Collector", [("arrayItem", "String", "$.data.text"), ("arraySize", "Number")],
                 [("collectedArray", "Array")]),
            node("report", "InlineCode", [("texts", "Array")], [("response", "String")],
                 inlineCode={"language": "Python_3", "code": "'、'.join(texts) + 'あります。'"}),
            node("end", "Output", [("document", "String")]),
        ],
        "connections": [
            data("start.document", "each.array"),
            data("each.arrayItem", "stock.material"),
            data("stock.functionResponse", "all.arrayItem"),
            data("each.arraySize", "all.arraySize"),
            data("all.collectedArray", "report.texts"),
            data("report.response", "end.document"),
        ],
    }


def invoke(call):
    """Waits for the flow's answer; prints what each node does."""
    answer = runtime.invoke_flow(**call, enableTrace=True)
    for event in answer["responseStream"]:
        if "flowTraceEvent" in event:
            ((kind, trace),) = event["flowTraceEvent"]["trace"].items()
            print(f"{trace['nodeName']}: {kind}")
        elif "flowOutputEvent" in event:
            print("answer:", event["flowOutputEvent"]["content"]["document"])
        elif "flowCompletionEvent" in event:
            print(event["flowCompletionEvent"]["completionReason"])


def execute(call):
    """Lets the flow run in the background and looks for its answer."""
    arn = runtime.start_flow_execution(**call)["executionArn"]
    which = {
        "flowIdentifier": call["flowIdentifier"],
        "flowAliasIdentifier": call["flowAliasIdentifier"],
        "executionIdentifier": arn,
    }
    while (found := runtime.get_flow_execution(**which))["status"] == "Running":
        time.sleep(0.2)
    print("execution:", found["status"])
    events = runtime.list_flow_execution_events(**which, eventType="Flow")["flowExecutionEvents"]
    print("answer:", events[-1]["flowOutputEvent"]["fields"][0]["content"]["document"])


function()
flow = None
try:
    flow = agents.create_flow(name=name, executionRoleArn=ROLE, definition=definition(alias()))["id"]
    agents.prepare_flow(flowIdentifier=flow)
    prepared = agents.get_flow(flowIdentifier=flow)
    if prepared["status"] != "Prepared":
        sys.exit(json.dumps(prepared["validations"], indent=2, ensure_ascii=False))
    call = {
        "flowIdentifier": flow,
        "flowAliasIdentifier": "TSTALIASID",
        "inputs": [{"nodeName": "start", "nodeOutputName": "document", "content": {"document": MATERIALS}}],
    }
    invoke(call)
    execute(call)
finally:
    if flow:
        agents.delete_flow(flowIdentifier=flow)
    functions.delete_function(FunctionName=name)
