"""Drives batch inference and asynchronous invocation with boto3 as programs do; ends with an error where it differs."""
import json
import sys
import time

import boto3
from botocore.exceptions import ClientError

from checks import check

bucket = sys.argv[1]
role = "arn:aws:iam::000000000000:role/batch"
s3, bedrock, runtime = (boto3.client(name) for name in ["s3", "bedrock", "bedrock-runtime"])


def ended(describe, running):
    while (answer := describe())["status"] in running:
        time.sleep(0.1)
    return answer


def lines(key):
    return [json.loads(line) for line in s3.get_object(Bucket=bucket, Key=key)["Body"].read().splitlines()]


s3.create_bucket(Bucket=bucket)
model = "anthropic.claude-3-haiku-20240307-v1:0"
records = [
    {"recordId": f"CALL{i:07}", "modelInput": {
        "anthropic_version": "bedrock-2023-05-31", "max_tokens": 8,
        "messages": [{"role": "user", "content": [{"type": "text", "text": f"Say {i}."}]}]}}
    for i in range(20)]
s3.put_object(Bucket=bucket, Key="input/abc.jsonl", Body="\n".join(map(json.dumps, records)))
arn = bedrock.create_model_invocation_job(
    jobName="boto3-job", roleArn=role, modelId=model, tags=[{"key": "team", "value": "red"}],
    inputDataConfig={"s3InputDataConfig": {"s3Uri": f"s3://{bucket}/input/", "s3InputFormat": "JSONL"}},
    outputDataConfig={"s3OutputDataConfig": {"s3Uri": f"s3://{bucket}/output/"}})["jobArn"]
job = ended(
    lambda: bedrock.get_model_invocation_job(jobIdentifier=arn),
    ["Submitted", "Validating", "Scheduled", "InProgress"])
check(job["status"] == "Completed" and job["successRecordCount"] == 20, f"the job is {job}")
check(job["submitTime"] <= job["endTime"] < job["jobExpirationTime"], "its times follow one another")
folder = f"output/{arn.split('/')[-1]}"
answers = lines(f"{folder}/abc.jsonl.out")
check({answer["recordId"] for answer in answers} == {record["recordId"] for record in records}, "every record is answered")
check(all(answer["modelOutput"]["type"] == "message" for answer in answers), "in the model's own format")
manifest = lines(f"{folder}/manifest.json.out")[0]
usage = sum(answer["modelOutput"]["usage"]["output_tokens"] for answer in answers)
check(manifest["processedRecordCount"] == 20 and manifest["outputTokenCount"] == usage, f"the manifest is {manifest}")
pages = bedrock.get_paginator("list_model_invocation_jobs").paginate(nameContains="boto3", statusEquals="Completed")
check([found["jobArn"] for page in pages for found in page["invocationJobSummaries"]] == [arn], "it is listed")
check(bedrock.list_tags_for_resource(resourceARN=arn)["tags"] == [{"key": "team", "value": "red"}], "it has its tag")
try:
    bedrock.stop_model_invocation_job(jobIdentifier=arn)
    sys.exit("Not refused")
except ClientError as error:
    check(error.response["Error"]["Code"] == "ConflictException", str(error))

started = runtime.start_async_invoke(
    modelId="amazon.nova-2-multimodal-embeddings-v1:0",
    modelInput={
        "taskType": "SEGMENTED_EMBEDDING",
        "segmentedEmbeddingParams": {
            "embeddingPurpose": "GENERIC_INDEX", "embeddingDimension": 384,
            "text": {"truncationMode": "END", "value": "A paper boat.", "segmentationConfig": {"maxLengthChars": 800}}}},
    outputDataConfig={"s3OutputDataConfig": {"s3Uri": f"s3://{bucket}/async"}})["invocationArn"]
invocation = ended(lambda: runtime.get_async_invoke(invocationArn=started), ["InProgress"])
check(invocation["status"] == "Completed", f"the invocation is {invocation}")
embedded = lines(f"async/{started.split('/')[-1]}/embedding-text.jsonl")
check(len(embedded) == 1 and len(embedded[0]["embedding"]) == 384, "the text is embedded")
listed = runtime.list_async_invokes(statusEquals="Completed")["asyncInvokeSummaries"]
check(started in [found["invocationArn"] for found in listed], "it is listed")
