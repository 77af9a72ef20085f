"""Runs boto3 calls for the tests: the same lines in and out as sdk.mjs."""
import base64
import json
import re
import sys

import boto3
from botocore.config import Config
from botocore.eventstream import EventStream
from botocore.exceptions import ClientError, EventStreamError
from botocore.response import StreamingBody

clients = {}


def client_for(call):
    credentials = call.get("credentials")
    key = json.dumps([call["service"], call.get("region"), credentials])
    if key not in clients:
        arguments = {"config": Config(retries={"total_max_attempts": 1})}
        if call.get("region"):
            arguments["region_name"] = call["region"]
        if credentials:
            arguments["aws_access_key_id"] = credentials["accessKeyId"]
            arguments["aws_secret_access_key"] = credentials["secretAccessKey"]
        clients[key] = boto3.client(call["service"], **arguments)
    return clients[key]


def decode(value):
    if isinstance(value, list):
        return [decode(item) for item in value]
    if isinstance(value, dict):
        if "$base64" in value:
            return base64.b64decode(value["$base64"])
        return value["$text"].encode() if "$text" in value else {name: decode(member) for name, member in value.items()}
    return value


def encode(value):
    if isinstance(value, bytes):
        return {"$text": value.decode()}
    if isinstance(value, StreamingBody):
        return {"$text": value.read().decode()}
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, list):
        return [encode(item) for item in value]
    if isinstance(value, dict):
        return {name: encode(member) for name, member in value.items() if name != "ResponseMetadata"}
    return value


def run(call):
    method = re.sub(r"(?<!^)(?=[A-Z])", "_", call["operation"]).lower()
    events = None
    try:
        output = getattr(client_for(call), method)(**decode(call.get("input") or {}))
        for name, member in output.items():
            if isinstance(member, EventStream):
                events = []
                for event in member:
                    events.append(encode(event))
                output[name] = events
        metadata = output["ResponseMetadata"]
        return {
            "output": encode(output),
            "status": metadata["HTTPStatusCode"],
            "requestId": metadata["RequestId"],
            "headers": metadata["HTTPHeaders"],
        }
    except (ClientError, EventStreamError) as error:
        metadata = error.response.get("ResponseMetadata", {})
        return {
            "events": events,
            "error": {
                "name": error.response["Error"]["Code"],
                "message": error.response["Error"]["Message"],
                "status": metadata.get("HTTPStatusCode"),
                "requestId": metadata.get("RequestId"),
            },
        }


for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps({"id": request["id"], **run(request)}), flush=True)
