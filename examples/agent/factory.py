"""The robot factory's agent with boto3: python3 factory.py http://127.0.0.1:8080"""

import io
import pathlib
import sys
import time
import uuid
import zipfile

import boto3

HERE = pathlib.Path(__file__).parent
MODEL = "anthropic.claude-3-haiku-20240307-v1:0"
ROLE = "arn:aws:iam::000000000000:role/factory"
QUESTION = "はにわロボットの材料の在庫はどれくらいある?"
settings = {
    "endpoint_url": sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080",
    "region_name": "us-east-1",
    "aws_access_key_id": "test",
    "aws_secret_access_key": "test",
}
s3, functions = boto3.client("s3", **settings), boto3.client("lambda", **settings)
agents, runtime = boto3.client("bedrock-agent", **settings), boto3.client("bedrock-agent-runtime", **settings)
name = "haniwa-" + uuid.uuid4().hex[:8]


def knowledge_base():
    s3.create_bucket(Bucket=name)
    s3.upload_file(str(HERE / "はにわロボット.txt"), name, "はにわロボット.txt")
    base = agents.create_knowledge_base(
        name=name,
        roleArn=ROLE,
        knowledgeBaseConfiguration={
            "type": "VECTOR",
            "vectorKnowledgeBaseConfiguration": {
                "embeddingModelArn": "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0"
            },
        },
        storageConfiguration={
            "type": "S3_VECTORS",
            "s3VectorsConfiguration": {
                "indexArn": "arn:aws:s3vectors:us-east-1:000000000000:bucket/vectors/index/haniwa"
            },
        },
    )["knowledgeBase"]["knowledgeBaseId"]
    source = agents.create_data_source(
        knowledgeBaseId=base,
        name="documents",
        dataSourceConfiguration={"type": "S3", "s3Configuration": {"bucketArn": f"arn:aws:s3:::{name}"}},
    )["dataSource"]["dataSourceId"]
    job = agents.start_ingestion_job(knowledgeBaseId=base, dataSourceId=source)["ingestionJob"]
    while job["status"] not in ("COMPLETE", "FAILED"):
        time.sleep(0.2)
        job = agents.get_ingestion_job(
            knowledgeBaseId=base, dataSourceId=source, ingestionJobId=job["ingestionJobId"])["ingestionJob"]
    print("ingestion", job["status"], job["statistics"]["numberOfNewDocumentsIndexed"], "document")
    return base


def function():
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as package:
        package.write(HERE / "function.py", "function.py")
    return functions.create_function(
        FunctionName=name,
        Runtime="python3.12",
        Role=ROLE,
        Handler="function.handler",
        Code={"ZipFile": code.getvalue()},
    )["FunctionArn"]


def agent(base, arn):
    agent_id = agents.create_agent(
        agentName=name,
        foundationModel=MODEL,
        agentResourceRoleArn=ROLE,
        instruction="あなたははにわロボット工場のアシスタントです。材料の在庫は get_material_stock 関数で取得できます。",
    )["agent"]["agentId"]
    agents.create_agent_action_group(
        agentId=agent_id,
        agentVersion="DRAFT",
        actionGroupName="stock",
        actionGroupExecutor={"lambda": arn},
        functionSchema={
            "functions": [
                {
                    "name": "get_material_stock",
                    "description": "材料名を渡すと在庫数を返す関数",
                    "parameters": {
                        "material": {"type": "string", "description": "在庫を調べる材料の名前", "required": True}
                    },
                }
            ]
        },
    )
    agents.associate_agent_knowledge_base(
        agentId=agent_id,
        agentVersion="DRAFT",
        knowledgeBaseId=base,
        description="はにわロボットなどの資料を検索する",
    )
    agents.prepare_agent(agentId=agent_id)
    while agents.get_agent(agentId=agent_id)["agent"]["agentStatus"] != "PREPARED":
        time.sleep(0.2)
    alias = agents.create_agent_alias(agentId=agent_id, agentAliasName="live")["agentAlias"]["agentAliasId"]
    return agent_id, alias


def ask(agent_id, alias):
    answer = ""
    completion = runtime.invoke_agent(
        agentId=agent_id, agentAliasId=alias, sessionId=name, inputText=QUESTION, enableTrace=True)["completion"]
    for event in completion:
        if "chunk" in event:
            answer += event["chunk"]["bytes"].decode()
        for step in event.get("trace", {}).get("trace", {}).get("orchestrationTrace", {}).items():
            show(*step)
    return answer


def show(kind, step):
    if kind == "modelInvocationOutput":
        print("model   ", step["metadata"]["usage"])
    elif "knowledgeBaseLookupInput" in step:
        print("search  ", step["knowledgeBaseLookupInput"]["text"])
    elif "actionGroupInvocationInput" in step:
        call = step["actionGroupInvocationInput"]
        print("call    ", call["function"], {p["name"]: p["value"] for p in call["parameters"]})
    elif "knowledgeBaseLookupOutput" in step:
        found = step["knowledgeBaseLookupOutput"]["retrievedReferences"]
        print("found   ", [reference["location"]["s3Location"]["uri"] for reference in found])
    elif "actionGroupInvocationOutput" in step:
        print("result  ", step["actionGroupInvocationOutput"]["text"])


print(QUESTION)
print(ask(*agent(knowledge_base(), function())))
