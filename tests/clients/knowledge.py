"""Walks the way of the specification with boto3: bucket, knowledge base, sync, retrieve, retrieve and generate."""
import sys
import time

import boto3
from botocore.exceptions import ClientError

from checks import check

bucket = sys.argv[1]
region = "us-east-1"
s3, agent, runtime = (boto3.client(name) for name in ["s3", "bedrock-agent", "bedrock-agent-runtime"])
robot = """# 概要
はにわロボットはあらゆる家事をこなす。
掃除、洗濯、料理、買い出し、雑談など。

# 材料
- 粘土 1kg
- ニューロチップ 1個

# 製造方法
1. 粘土ではにわを作る
2. ニューロチップを後頭部に埋め込む
3. 完成

# 注意事項
- 製造には「人工はにわ製造免許」が必要
- 製造したはにわロボットは国に登録する必要がある
"""


def refused(call, code, part=""):
    try:
        call()
    except ClientError as error:
        check(error.response["Error"]["Code"] == code, error)
        check(part in error.response["Error"]["Message"], error)
    else:
        sys.exit("Not refused: " + code)


def sync(knowledge_base, source):
    job = agent.start_ingestion_job(knowledgeBaseId=knowledge_base, dataSourceId=source)["ingestionJob"]
    while job["status"] not in ["COMPLETE", "FAILED", "STOPPED"]:
        time.sleep(0.1)
        job = agent.get_ingestion_job(
            knowledgeBaseId=knowledge_base, dataSourceId=source, ingestionJobId=job["ingestionJobId"])["ingestionJob"]
    return job


s3.create_bucket(Bucket=bucket)
s3.put_object(Bucket=bucket, Key="docs/はにわロボット.txt", Body=robot.encode())
s3.put_object(Bucket=bucket, Key="docs/kettle.md", Body="# Orchard Kettle\n\nThe Orchard Kettle weighs 2.4 kg.\n")
s3.put_object(
    Bucket=bucket, Key="docs/kettle.md.metadata.json",
    Body='{"metadataAttributes": {"kind": "kettle", "year": 2021, "colours": ["red", "blue"]}}')
s3.put_object(Bucket=bucket, Key="docs/picture.xyz", Body=b"?")
s3.put_object(Bucket=bucket, Key="elsewhere/other.txt", Body=b"Nobody asks for this.")

model = f"arn:aws:bedrock:{region}::foundation-model/amazon.titan-embed-text-v2:0"
knowledge = agent.create_knowledge_base(
    name=bucket, roleArn="arn:aws:iam::000000000000:role/kb", tags={"team": "red"},
    knowledgeBaseConfiguration={
        "type": "VECTOR", "vectorKnowledgeBaseConfiguration": {"embeddingModelArn": model}},
    storageConfiguration={
        "type": "OPENSEARCH_SERVERLESS",
        "opensearchServerlessConfiguration": {
            "collectionArn": "arn:aws:aoss:us-east-1:000000000000:collection/abcdefghijklmnopqrst",
            "vectorIndexName": "index",
            "fieldMapping": {"vectorField": "v", "textField": "t", "metadataField": "m"}}})["knowledgeBase"]
kb = knowledge["knowledgeBaseId"]
check(agent.get_knowledge_base(knowledgeBaseId=kb)["knowledgeBase"]["status"] == "ACTIVE", knowledge)
check(agent.list_tags_for_resource(resourceArn=knowledge["knowledgeBaseArn"])["tags"] == {"team": "red"}, "tags")
check(kb in [item["knowledgeBaseId"] for page in agent.get_paginator("list_knowledge_bases").paginate()
             for item in page["knowledgeBaseSummaries"]], "it is listed")
source = agent.create_data_source(
    knowledgeBaseId=kb, name="files",
    dataSourceConfiguration={
        "type": "S3", "s3Configuration": {"bucketArn": f"arn:aws:s3:::{bucket}", "inclusionPrefixes": ["docs/"]}},
)["dataSource"]["dataSourceId"]

job = sync(kb, source)
statistics = job["statistics"]
check(job["status"] == "COMPLETE", job)
check(statistics["numberOfDocumentsScanned"] == 3 and statistics["numberOfNewDocumentsIndexed"] == 2, job)
check(statistics["numberOfMetadataDocumentsScanned"] == 1 and statistics["numberOfDocumentsFailed"] == 1, job)
check("picture.xyz" in job["failureReasons"][0] and "format" in job["failureReasons"][0], job)
documents = agent.list_knowledge_base_documents(knowledgeBaseId=kb, dataSourceId=source)["documentDetails"]
check(sorted(item["status"] for item in documents) == ["FAILED", "INDEXED", "INDEXED"], documents)

found = runtime.retrieve(knowledgeBaseId=kb, retrievalQuery={"text": "はにわロボット 作り方"})["retrievalResults"]
check("粘土ではにわを作る" in found[0]["content"]["text"], found)
check(found[0]["location"]["s3Location"]["uri"] == f"s3://{bucket}/docs/はにわロボット.txt", found)
check(0 < found[0]["score"] <= 1 and found[0]["metadata"]["x-amz-bedrock-kb-data-source-id"] == source, found)


def filtered(condition):
    return len(runtime.retrieve(
        knowledgeBaseId=kb, retrievalQuery={"text": "kettle"},
        retrievalConfiguration={"vectorSearchConfiguration": {"filter": condition, "overrideSearchType": "SEMANTIC"}},
    )["retrievalResults"])


check(filtered({"equals": {"key": "kind", "value": "kettle"}}) == 1, "equals")
check(filtered({"notEquals": {"key": "kind", "value": "kettle"}}) == 1, "notEquals")
check(filtered({"andAll": [
    {"greaterThan": {"key": "year", "value": 2020}},
    {"orAll": [{"listContains": {"key": "colours", "value": "red"}}, {"in": {"key": "year", "value": [1, 2]}}]}]}) == 1, "nested")
check(filtered({"lessThan": {"key": "year", "value": 2021}}) == 0, "lessThan")
refused(lambda: filtered({"lessThan": {"key": "year", "value": "x"}}), "ValidationException", "lessThan.value")
pages = runtime.get_paginator("retrieve").paginate(
    knowledgeBaseId=kb, retrievalQuery={"text": "kettle"},
    retrievalConfiguration={"vectorSearchConfiguration": {"numberOfResults": 1}})
check([len(page["retrievalResults"]) for page in pages] == [1, 1], "pages")

# Nothing has changed, then one file has changed and one has gone.
check(sync(kb, source)["statistics"]["numberOfNewDocumentsIndexed"] == 0, "nothing is new")
s3.put_object(Bucket=bucket, Key="docs/kettle.md", Body="The Orchard Kettle weighs 3 kg.")
s3.delete_object(Bucket=bucket, Key="docs/picture.xyz")
s3.put_object(Bucket=bucket, Key="docs/gone.txt", Body="Soon gone.")
sync(kb, source)
s3.delete_object(Bucket=bucket, Key="docs/gone.txt")
s3.put_object(Bucket=bucket, Key="docs/kettle.md", Body="The Orchard Kettle weighs 4 kg.")
job = sync(kb, source)
check(job["statistics"]["numberOfModifiedDocumentsIndexed"] == 1, job)
check(job["statistics"]["numberOfDocumentsDeleted"] == 1 and job["statistics"]["numberOfDocumentsFailed"] == 0, job)
found = runtime.retrieve(knowledgeBaseId=kb, retrievalQuery={"text": "Orchard Kettle"})["retrievalResults"]
check(found[0]["content"]["text"] == "The Orchard Kettle weighs 4 kg.", found)
check(not any("gone" in item["content"]["text"] for item in found), found)

configuration = {
    "type": "KNOWLEDGE_BASE",
    "knowledgeBaseConfiguration": {
        "knowledgeBaseId": kb,
        "modelArn": f"arn:aws:bedrock:{region}::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
        "retrievalConfiguration": {"vectorSearchConfiguration": {"numberOfResults": 1}}}}
answer = runtime.retrieve_and_generate(
    input={"text": "はにわロボットの材料は?"}, retrieveAndGenerateConfiguration=configuration)
text = answer["output"]["text"]
check("粘土" in text and "ニューロチップ" in text, answer)
for citation in answer["citations"]:
    part = citation["generatedResponsePart"]["textResponsePart"]
    check(text[part["span"]["start"]:part["span"]["end"]] == part["text"], citation)
references = [reference for citation in answer["citations"] for reference in citation["retrievedReferences"]]
check(references and all("はにわロボット.txt" in item["location"]["s3Location"]["uri"] for item in references), answer)

streamed = runtime.retrieve_and_generate_stream(
    input={"text": "はにわロボットの材料は?"}, retrieveAndGenerateConfiguration=configuration,
    sessionId=answer["sessionId"])
check(streamed["sessionId"] == answer["sessionId"], streamed)
events = list(streamed["stream"])
check("粘土" in "".join(event["output"]["text"] for event in events if "output" in event), events)
check(any(event["citation"]["retrievedReferences"] for event in events if "citation" in event), events)
check("output" in events[0], events)
refused(
    lambda: runtime.retrieve_and_generate(
        input={"text": "?"}, retrieveAndGenerateConfiguration=configuration, sessionId="unknown-session"),
    "ValidationException", "unknown-session")

absent = {**configuration, "knowledgeBaseConfiguration": {
    **configuration["knowledgeBaseConfiguration"], "knowledgeBaseId": "ABCDEFGHIJ"}}
refused(
    lambda: runtime.retrieve_and_generate(input={"text": "?"}, retrieveAndGenerateConfiguration=absent),
    "ResourceNotFoundException", "ABCDEFGHIJ")
external = runtime.retrieve_and_generate(
    input={"text": "What is the weight of the Orchard Kettle?"},
    retrieveAndGenerateConfiguration={
        "type": "EXTERNAL_SOURCES",
        "externalSourcesConfiguration": {
            "modelArn": "anthropic.claude-3-haiku-20240307-v1:0",
            "sources": [{"sourceType": "S3", "s3Location": {"uri": f"s3://{bucket}/docs/kettle.md"}}]}})
check(external["output"]["text"] and external["citations"], external)

ranked = runtime.rerank(
    queries=[{"type": "TEXT", "textQuery": {"text": "a kettle"}}],
    sources=[{"type": "INLINE", "inlineDocumentSource": {"type": "TEXT", "textDocument": {"text": text}}}
             for text in ["a paper boat", "the kettle boils"]],
    rerankingConfiguration={
        "type": "BEDROCK_RERANKING_MODEL",
        "bedrockRerankingConfiguration": {
            "modelConfiguration": {"modelArn": f"arn:aws:bedrock:{region}::foundation-model/cohere.rerank-v3-5:0"}}})
check([item["index"] for item in ranked["results"]] == [1, 0], ranked)

own = agent.create_data_source(
    knowledgeBaseId=kb, name="own", dataSourceConfiguration={"type": "CUSTOM"})["dataSource"]["dataSourceId"]
identifier = {"dataSourceType": "CUSTOM", "custom": {"id": "note-1"}}
put = agent.ingest_knowledge_base_documents(
    knowledgeBaseId=kb, dataSourceId=own,
    documents=[{
        "content": {"dataSourceType": "CUSTOM", "custom": {
            "customDocumentIdentifier": {"id": "note-1"}, "sourceType": "IN_LINE",
            "inlineContent": {"type": "TEXT", "textContent": {"data": "The zephyr lighthouse is green."}}}},
        "metadata": {"type": "IN_LINE_ATTRIBUTE", "inlineAttributes": [
            {"key": "kind", "value": {"type": "STRING", "stringValue": "lighthouse"}}]}}])["documentDetails"]
check([item["identifier"]["custom"]["id"] for item in put] == ["note-1"], put)
seen = agent.get_knowledge_base_documents(
    knowledgeBaseId=kb, dataSourceId=own, documentIdentifiers=[identifier])["documentDetails"]
check(seen[0]["status"] == "INDEXED", seen)
found = runtime.retrieve(knowledgeBaseId=kb, retrievalQuery={"text": "zephyr lighthouse"})["retrievalResults"]
check(found[0]["location"] == {"type": "CUSTOM", "customDocumentLocation": {"id": "note-1"}}, found)
check(filtered({"equals": {"key": "kind", "value": "lighthouse"}}) == 1, "the metadata of a document of one's own")
agent.delete_knowledge_base_documents(knowledgeBaseId=kb, dataSourceId=own, documentIdentifiers=[identifier])
check(filtered({"equals": {"key": "kind", "value": "lighthouse"}}) == 0, "it is gone")

agent.delete_data_source(knowledgeBaseId=kb, dataSourceId=source)
check(runtime.retrieve(knowledgeBaseId=kb, retrievalQuery={"text": "kettle"})["retrievalResults"] == [], "all is gone")
agent.delete_knowledge_base(knowledgeBaseId=kb)
refused(lambda: agent.get_knowledge_base(knowledgeBaseId=kb), "ResourceNotFoundException", kb)
refused(
    lambda: runtime.retrieve(knowledgeBaseId=kb, retrievalQuery={"text": "x"}), "ResourceNotFoundException", kb)
