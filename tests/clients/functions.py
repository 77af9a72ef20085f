"""Drives the server's Lambda with boto3 as programs do; ends with an error where anything is not as on Lambda."""
import base64
import io
import json
import sys
import time
import urllib.request
import zipfile

import boto3
from botocore.config import Config

from checks import check, refused

name = sys.argv[1]
config = Config(retries={"total_max_attempts": 1})
functions = boto3.client("lambda", config=config)
s3 = boto3.client("s3")
ROLE = "arn:aws:iam::000000000000:role/any"


def package(**files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for file, text in files.items():
            archive.writestr(file.replace("__", "."), text)
    return content.getvalue()


def call(function, event, **more):
    answer = functions.invoke(FunctionName=function, Payload=json.dumps(event).encode(), **more)
    return json.loads(answer["Payload"].read()), answer


STOCK = """
import os
STOCKS = {'粘土': '5kg', 'ニューロチップ': '10個'}
def handler(event, context):
    print('asked for', event['name'])
    return {'stock': STOCKS[event['name']], 'shelf': os.environ.get('SHELF'), 'version': context.function_version}
"""

# Created inline, ready at once, found again.
created = functions.create_function(
    FunctionName=name, Runtime="python3.12", Role=ROLE, Handler="stock.handler",
    Code={"ZipFile": package(stock__py=STOCK)}, Environment={"Variables": {"SHELF": "A"}},
    Timeout=20, Tags={"robot": "はにわ"})
check(created["State"] == "Active" and created["Version"] == "$LATEST", "created")
check(created["FunctionArn"] == f"arn:aws:lambda:us-east-1:000000000000:function:{name}", created["FunctionArn"])
functions.get_waiter("function_active_v2").wait(FunctionName=name)
functions.get_waiter("function_updated_v2").wait(FunctionName=name)
found = functions.get_function(FunctionName=created["FunctionArn"])
check(found["Tags"] == {"robot": "はにわ"}, "tags")
fetched = urllib.request.urlopen(found["Code"]["Location"]).read()
check(zipfile.ZipFile(io.BytesIO(fetched)).namelist() == ["stock.py"], "the package under its link")
try:
    urllib.request.urlopen(found["Code"]["Location"].replace("Signature=", "Signature=0"))
    sys.exit("A link with a wrong signature was good")
except urllib.error.HTTPError as error:
    check(error.code == 403, "403 for a wrong link")

# Called by name, ARN and qualifier.
answer, response = call(name, {"name": "粘土"}, LogType="Tail")
check(answer == {"stock": "5kg", "shelf": "A", "version": "$LATEST"}, str(answer))
check(response["StatusCode"] == 200 and response["ExecutedVersion"] == "$LATEST", "status and version")
log = base64.b64decode(response["LogResult"]).decode()
check("asked for 粘土\n" in log and log.startswith("START RequestId: "), log)
check(call(created["FunctionArn"] + ":$LATEST", {"name": "粘土"})[0] == answer, "by ARN")
failed, response = call(name, {"name": "鉄"})
check(response["FunctionError"] == "Unhandled" and failed["errorType"] == "KeyError", str(failed))

# Versions stay as they were; updates count from the next call on.
version = functions.publish_version(FunctionName=name)
check(version["Version"] == "1" and version["FunctionArn"].endswith(":1"), "version 1")
check(functions.publish_version(FunctionName=name)["Version"] == "1", "the same version again")
functions.update_function_configuration(FunctionName=name, Environment={"Variables": {"SHELF": "B"}})
s3.create_bucket(Bucket=name)
s3.put_object(Bucket=name, Key="stock.zip", Body=package(stock__py=STOCK.replace("5kg", "6kg")))
functions.update_function_code(FunctionName=name, S3Bucket=name, S3Key="stock.zip")
functions.get_waiter("function_updated").wait(FunctionName=name)
check(call(name, {"name": "粘土"})[0] == {"stock": "6kg", "shelf": "B", "version": "$LATEST"}, "updated")
check(call(name, {"name": "粘土"}, Qualifier="1")[0] == {"stock": "5kg", "shelf": "A", "version": "1"}, "version 1 as it was")
listed = functions.list_versions_by_function(FunctionName=name)["Versions"]
check([item["Version"] for item in listed] == ["$LATEST", "1"], "list of versions")
names = [item["FunctionName"] for page in functions.get_paginator("list_functions").paginate() for item in page["Functions"]]
check(names.count(name) == 1, "list of functions")

# Aliases lead to versions.
alias = functions.create_alias(FunctionName=name, Name="PROD", FunctionVersion="1", Description="what robots ask")
prod = f"{created['FunctionArn']}:PROD"
check((alias["AliasArn"], alias["FunctionVersion"]) == (prod, "1"), str(alias))
answer, response = call(prod, {"name": "粘土"})
check(answer["stock"] == "5kg" and response["ExecutedVersion"] == "1", str(answer))
configuration = functions.get_function(FunctionName=name, Qualifier="PROD")["Configuration"]
check((configuration["FunctionArn"], configuration["Version"]) == (prod, "1"), str(configuration))
second = functions.publish_version(FunctionName=name)
check((second["Version"], second["FunctionArn"]) == ("2", f"{created['FunctionArn']}:2"), str(second))
refused("ResourceConflictException", lambda: functions.create_alias(FunctionName=name, Name="PROD", FunctionVersion="2"))
refused("ResourceNotFoundException", lambda: functions.create_alias(FunctionName=name, Name="next", FunctionVersion="9"))
refused("ValidationException", lambda: functions.create_alias(FunctionName=name, Name="3", FunctionVersion="2"))
refused("NotImplementedException", lambda: functions.update_alias(
    FunctionName=name, Name="PROD", RoutingConfig={"AdditionalVersionWeights": {"2": 0.5}}))
refused("PreconditionFailedException", lambda: functions.update_alias(
    FunctionName=name, Name="PROD", FunctionVersion="2", RevisionId="00000000-0000-0000-0000-000000000000"))
updated = functions.update_alias(
    FunctionName=name, Name="PROD", FunctionVersion="2", RevisionId=alias["RevisionId"])
check(updated["Description"] == "what robots ask" and updated["RevisionId"] != alias["RevisionId"], str(updated))
check(call(name, {"name": "粘土"}, Qualifier="PROD")[0]["stock"] == "6kg", "the alias leads to version 2")
check(functions.get_alias(FunctionName=name, Name="PROD")["FunctionVersion"] == "2", "get_alias")
functions.create_alias(FunctionName=name, Name="DEV", FunctionVersion="$LATEST")
pages = functions.get_paginator("list_aliases").paginate(FunctionName=name, PaginationConfig={"PageSize": 1})
check([item["Name"] for page in pages for item in page["Aliases"]] == ["DEV", "PROD"], "list of aliases")
led = functions.list_aliases(FunctionName=name, FunctionVersion="2")["Aliases"]
check([item["Name"] for item in led] == ["PROD"], "aliases of a version")
message = refused("ResourceConflictException", lambda: functions.delete_function(FunctionName=name, Qualifier="2"))
check("[PROD]" in message, message)
refused("InvalidParameterValueException", lambda: functions.delete_function(FunctionName=name, Qualifier="PROD"))
for qualifier in ["1", "DEV"]:
    functions.add_permission(
        FunctionName=name, Qualifier=qualifier, StatementId="x", Action="lambda:InvokeFunction", Principal="*")
functions.delete_function(FunctionName=name, Qualifier="1")
refused("ResourceNotFoundException", lambda: functions.get_policy(FunctionName=name, Qualifier="1"))
refused("ResourceNotFoundException", lambda: call(name, {}, Qualifier="1"))
refused("SerializationException", lambda: functions.create_alias(
    FunctionName=name, Name="odd", FunctionVersion="2", Description="\ud800"))
functions.delete_alias(FunctionName=name, Name="DEV")
functions.delete_alias(FunctionName=name, Name="DEV")
refused("ResourceNotFoundException", lambda: functions.get_alias(FunctionName=name, Name="DEV"))
refused("ResourceNotFoundException", lambda: functions.get_policy(FunctionName=name, Qualifier="DEV"))
refused("ResourceNotFoundException", lambda: call(name, {}, Qualifier="DEV"))

# What a caller says of itself.
context = base64.b64encode(json.dumps({"custom": {"robot": "はにわ"}}).encode()).decode()
functions.create_function(
    FunctionName=name + "-who", Runtime="python3.12", Role=ROLE, Handler="app.handler",
    Code={"ZipFile": package(app__py="def handler(event, context):\n    return context.client_context.custom")})
check(call(name + "-who", {}, ClientContext=context)[0] == {"robot": "はにわ"}, "the client context")
half, wide = b'{"custom": {"robot": "\\ud800"}}', b'{"custom": {"robot": "' + b"<" * 2600 + b'"}}'
for wrong in ["no base64!", "W10=", base64.b64encode(half).decode(), base64.b64encode(wide).decode()]:
    refused("InvalidRequestContentException", lambda: call(name + "-who", {}, ClientContext=wrong))

# How many calls may run at once.
check("ReservedConcurrentExecutions" not in functions.get_function_concurrency(FunctionName=name), "no limit")
put = functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
check(put["ReservedConcurrentExecutions"] == 0, str(put))
for qualifier in ["$LATEST", "2", "PROD"]:
    refused("TooManyRequestsException", lambda: call(name, {"name": "粘土"}, Qualifier=qualifier))
functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=1)
check(functions.get_function(FunctionName=name)["Concurrency"] == {"ReservedConcurrentExecutions": 1}, "one call")
check([call(name, {"name": "粘土"})[0]["stock"] for _ in range(2)] == ["6kg", "6kg"], "one call after the other")
refused("InvalidParameterValueException", lambda: functions.put_function_concurrency(
    FunctionName=name, ReservedConcurrentExecutions=901))
functions.delete_function_concurrency(FunctionName=name)
check("ReservedConcurrentExecutions" not in functions.get_function_concurrency(FunctionName=name), "no limit again")

# The policy.
statement = json.loads(functions.add_permission(
    FunctionName=name, StatementId="agents", Action="lambda:InvokeFunction", Principal="bedrock.amazonaws.com",
    SourceArn="arn:aws:bedrock:us-east-1:000000000000:agent/A")["Statement"])
check(statement["Principal"] == {"Service": "bedrock.amazonaws.com"}, str(statement))
policy = json.loads(functions.get_policy(FunctionName=name)["Policy"])
check(policy["Statement"] == [statement], str(policy))
refused("ResourceConflictException", lambda: functions.add_permission(
    FunctionName=name, StatementId="agents", Action="lambda:InvokeFunction", Principal="*"))
functions.add_permission(
    FunctionName=name, Qualifier="PROD", StatementId="agents", Action="lambda:InvokeFunction", Principal="*")
policy = json.loads(functions.get_policy(FunctionName=name, Qualifier="PROD")["Policy"])
check([item["Resource"] for item in policy["Statement"]] == [prod], str(policy))
functions.remove_permission(FunctionName=name, StatementId="agents")
functions.remove_permission(FunctionName=name, Qualifier="PROD", StatementId="agents")
refused("ResourceNotFoundException", lambda: functions.get_policy(FunctionName=name))
long = "arn:aws:s3:::" + "b" * 12_000  # twice is more than a policy may have
for qualifier in ["$LATEST", "PROD"]:
    functions.add_permission(
        FunctionName=name, Qualifier=qualifier, StatementId="long", Action="*", Principal="*", SourceArn=long)
refused("PolicyLengthExceededException", lambda: functions.add_permission(
    FunctionName=name, Qualifier="PROD", StatementId="longer", Action="*", Principal="*", SourceArn=long))

# What is about a function as a whole takes no version or alias; an empty qualifier is none.
for whole in [
    lambda: functions.publish_version(FunctionName=name + ":2"),
    lambda: functions.create_alias(FunctionName=name + ":2", Name="x", FunctionVersion="2"),
    lambda: functions.get_alias(FunctionName=name + ":2", Name="PROD"),
    lambda: functions.get_function_concurrency(FunctionName=name + ":PROD"),
    lambda: functions.delete_function_concurrency(FunctionName=name + ":PROD"),
]:
    refused("InvalidParameterValueException", whole)
free = boto3.client("lambda", config=config.merge(Config(parameter_validation=False)))
check(free.get_function(FunctionName=name, Qualifier="")["Configuration"]["Version"] == "$LATEST", "no qualifier")

# Tags.
functions.tag_resource(Resource=created["FunctionArn"], Tags={"line": "2"})
functions.untag_resource(Resource=created["FunctionArn"], TagKeys=["robot"])
check(functions.list_tags(Resource=created["FunctionArn"])["Tags"] == {"line": "2"}, "tags changed")

# Events that nobody waits for: a function that calls this server's S3 with what is in its environment.
EVENT = f"""
import boto3
def handler(event, context):
    boto3.client('s3').put_object(Bucket='{name}', Key=event['key'], Body=b'done')
"""
functions.create_function(
    FunctionName=name + "-event", Runtime="python3.12", Role=ROLE, Handler="app.handler",
    Code={"ZipFile": package(app__py=EVENT)}, Timeout=60, MemorySize=512)
sent = functions.invoke(FunctionName=name + "-event", InvocationType="Event", Payload=b'{"key": "result"}')
check(sent["StatusCode"] == 202, "202 for an event")
until = time.time() + 60
while "Contents" not in s3.list_objects_v2(Bucket=name, Prefix="result"):
    check(time.time() < until, "the event's result")
    time.sleep(0.1)
check(functions.invoke(FunctionName=name, InvocationType="DryRun")["StatusCode"] == 204, "dry run")

# What is refused.
zip_file = {"ZipFile": package(stock__py=STOCK)}
base = {"FunctionName": name + "-x", "Role": ROLE, "Handler": "stock.handler", "Runtime": "python3.12"}
refused("ResourceConflictException", lambda: functions.create_function(**{**base, "FunctionName": name}, Code=zip_file))
refused("InvalidParameterValueException", lambda: functions.create_function(**{**base, "Runtime": "java21"}, Code=zip_file))
refused("InvalidParameterValueException", lambda: functions.create_function(**base, Code={"ZipFile": b"no zip"}))
message = refused("InvalidParameterValueException", lambda: functions.create_function(
    **base, Code={"S3Bucket": name, "S3Key": "none"}))
check("NoSuchKey" in message, message)
refused("InvalidParameterValueException", lambda: functions.create_function(
    **base, Code=zip_file, Environment={"Variables": {"AWS_REGION": "x"}}))
refused("InvalidParameterValueException", lambda: functions.create_function(
    **base, Code={"ZipFile": package(**{"../out": ""})}))
refused("ValidationException", lambda: functions.create_function(**base, Code=zip_file, Timeout=901))
refused("NotImplementedException", lambda: functions.create_function(
    **base, Code=zip_file, Layers=["arn:aws:lambda:us-east-1:000000000000:layer:a:1"]))
refused("NotImplementedException", lambda: functions.create_function(
    **base, Code=zip_file, LoggingConfig={"LogGroup": "/own/group"}))
functions.update_function_configuration(
    FunctionName=name, LoggingConfig={"LogFormat": "Text", "LogGroup": "/aws/lambda/" + name})
refused("NotImplementedException", lambda: functions.create_function(
    **base, Code={**zip_file, "SourceKMSKeyArn": "arn:aws:kms:us-east-1:000000000000:key/1"}))
refused("NotImplementedException", lambda: functions.list_layers())
message = refused("NotImplementedException", lambda: functions.get_function_recursion_config(FunctionName=name))
check("GetFunctionRecursionConfig" in message, message)
refused("ResourceNotFoundException", lambda: functions.invoke(FunctionName=name + "-none"))
for qualifier in ["9", "9" * 128, "none", "n" * 128]:
    refused("ResourceNotFoundException", lambda: functions.invoke(FunctionName=name, Qualifier=qualifier))
refused("ValidationException", lambda: functions.invoke(FunctionName=name, Qualifier="no such"))
refused("InvalidRequestContentException", lambda: functions.invoke(FunctionName=name, Payload=b"{no json"))
other = boto3.client("lambda", aws_access_key_id="111122223333", aws_secret_access_key="test", config=config)
refused("ResourceNotFoundException", lambda: other.get_function(FunctionName=name))
refused("ResourceNotFoundException", lambda: other.invoke(FunctionName=created["FunctionArn"]))
check(name not in [item["FunctionName"] for item in other.list_functions()["Functions"]], "another account's list")

functions.delete_function(FunctionName=name)
refused("ResourceNotFoundException", lambda: functions.get_function(FunctionName=name))
refused("ResourceNotFoundException", lambda: functions.get_function(FunctionName=name, Qualifier="2"))
functions.create_function(**{**base, "FunctionName": name}, Code=zip_file)
check(functions.list_aliases(FunctionName=name)["Aliases"] == [], "aliases go with their function")
