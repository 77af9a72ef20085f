"""From a file in a bucket to a cited answer, with boto3.

    python3 walk.py [ENDPOINT] [BUCKET]

ENDPOINT is http://127.0.0.1:8080 unless it is given. What the script makes, it removes at the end.
"""
import pathlib
import sys
import time
import uuid

import boto3

endpoint = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"
bucket = sys.argv[2] if len(sys.argv) > 2 else f"haniwa-{uuid.uuid4().hex[:8]}"
question = "はにわロボットの作り方を教えて"
file = pathlib.Path(__file__).parent / "はにわロボット.txt"

# Any key that the server knows; in development mode that is any key with the secret "test".
session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")
s3, agent, runtime = (
    session.client(name, endpoint_url=endpoint) for name in ["s3", "bedrock-agent", "bedrock-agent-runtime"])

# 1. The file goes into a bucket.
s3.create_bucket(Bucket=bucket)
s3.put_object(Bucket=bucket, Key=file.name, Body=file.read_bytes())

# 2. A knowledge base: what makes vectors of texts, and where they are kept.
knowledge_base = agent.create_knowledge_base(
    name=bucket,
    roleArn="arn:aws:iam::000000000000:role/knowledge",
    knowledgeBaseConfiguration={
        "type": "VECTOR",
        "vectorKnowledgeBaseConfiguration": {
            "embeddingModelArn": "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0"},
    },
    storageConfiguration={
        "type": "OPENSEARCH_SERVERLESS",
        "opensearchServerlessConfiguration": {
            "collectionArn": "arn:aws:aoss:us-east-1:000000000000:collection/abcdefghijklmnopqrst",
            "vectorIndexName": "haniwa",
            "fieldMapping": {"vectorField": "vector", "textField": "text", "metadataField": "metadata"},
        },
    },
)["knowledgeBase"]["knowledgeBaseId"]

# 3. The bucket is its data source, and is synchronised.
source = agent.create_data_source(
    knowledgeBaseId=knowledge_base,
    name="files",
    dataSourceConfiguration={"type": "S3", "s3Configuration": {"bucketArn": f"arn:aws:s3:::{bucket}"}},
)["dataSource"]["dataSourceId"]
job = agent.start_ingestion_job(knowledgeBaseId=knowledge_base, dataSourceId=source)["ingestionJob"]
while job["status"] not in ["COMPLETE", "FAILED", "STOPPED"]:
    time.sleep(0.5)
    job = agent.get_ingestion_job(
        knowledgeBaseId=knowledge_base, dataSourceId=source, ingestionJobId=job["ingestionJobId"])["ingestionJob"]
print("Sync:", job["status"], job["statistics"]["numberOfNewDocumentsIndexed"], "new document(s)")
if job["status"] != "COMPLETE":
    sys.exit("\n".join(job.get("failureReasons", ["The job did not end well."])))

# 4. What does the knowledge base find?
for result in runtime.retrieve(
        knowledgeBaseId=knowledge_base, retrievalQuery={"text": "はにわロボット 作り方"})["retrievalResults"]:
    print(f"Found: {result['score']:.2f} {result['location']['s3Location']['uri']}")

# 5. A model answers from it, and cites it.
answer = runtime.retrieve_and_generate(
    input={"text": question},
    retrieveAndGenerateConfiguration={
        "type": "KNOWLEDGE_BASE",
        "knowledgeBaseConfiguration": {
            "knowledgeBaseId": knowledge_base,
            "modelArn": "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
        },
    },
)
print("Question:", question)
print("Answer:", answer["output"]["text"])
for citation in answer["citations"]:
    for reference in citation["retrievedReferences"]:
        part = citation["generatedResponsePart"]["textResponsePart"]["text"]
        print(f"Cited: \"{part}\" from {reference['location']['s3Location']['uri']}")

# 6. Everything goes again.
agent.delete_data_source(knowledgeBaseId=knowledge_base, dataSourceId=source)
agent.delete_knowledge_base(knowledgeBaseId=knowledge_base)
s3.delete_object(Bucket=bucket, Key=file.name)
s3.delete_bucket(Bucket=bucket)
