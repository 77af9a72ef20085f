#!/usr/bin/env bash
# From a file in a bucket to a cited answer, with the AWS CLI.
#
#     ./walk.sh [ENDPOINT] [BUCKET]
#
# ENDPOINT is http://127.0.0.1:8080 unless it is given. What the script makes, it removes at the end.
set -euo pipefail

export AWS_ENDPOINT_URL=${1:-http://127.0.0.1:8080} AWS_DEFAULT_REGION=us-east-1 AWS_PAGER=
# Any key that the server knows; in development mode that is any key with the secret "test".
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
bucket=${2:-haniwa-$RANDOM$RANDOM}
question='はにわロボットの作り方を教えて'
folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# 1. The file goes into a bucket.
aws s3 mb "s3://$bucket"
aws s3 cp "$folder/はにわロボット.txt" "s3://$bucket/" --no-progress

# 2. A knowledge base: what makes vectors of texts, and where they are kept.
kb=$(aws bedrock-agent create-knowledge-base --name "$bucket" \
  --role-arn arn:aws:iam::000000000000:role/knowledge \
  --knowledge-base-configuration '{
    "type": "VECTOR",
    "vectorKnowledgeBaseConfiguration": {
      "embeddingModelArn": "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0"}}' \
  --storage-configuration '{
    "type": "OPENSEARCH_SERVERLESS",
    "opensearchServerlessConfiguration": {
      "collectionArn": "arn:aws:aoss:us-east-1:000000000000:collection/abcdefghijklmnopqrst",
      "vectorIndexName": "haniwa",
      "fieldMapping": {"vectorField": "vector", "textField": "text", "metadataField": "metadata"}}}' \
  --query knowledgeBase.knowledgeBaseId --output text)

# 3. The bucket is its data source, and is synchronised.
ds=$(aws bedrock-agent create-data-source --knowledge-base-id "$kb" --name files \
  --data-source-configuration "type=S3,s3Configuration={bucketArn=arn:aws:s3:::$bucket}" \
  --query dataSource.dataSourceId --output text)
job=$(aws bedrock-agent start-ingestion-job --knowledge-base-id "$kb" --data-source-id "$ds" \
  --query ingestionJob.ingestionJobId --output text)
status=STARTING
until [[ $status == COMPLETE ]]; do
  status=$(aws bedrock-agent get-ingestion-job --knowledge-base-id "$kb" --data-source-id "$ds" \
    --ingestion-job-id "$job" --query ingestionJob.status --output text)
  if [[ $status == FAILED || $status == STOPPED ]]; then
    echo "The ingestion job ended as $status." >&2
    exit 1
  fi
done
echo "Sync: $status"

# 4. What does the knowledge base find?
aws bedrock-agent-runtime retrieve --knowledge-base-id "$kb" --retrieval-query '{"text": "はにわロボット 作り方"}' \
  --query 'retrievalResults[].[score, location.s3Location.uri]' --output text

# 5. A model answers from it, and cites it.
aws bedrock-agent-runtime retrieve-and-generate --input "{\"text\": \"$question\"}" \
  --retrieve-and-generate-configuration "{
    \"type\": \"KNOWLEDGE_BASE\",
    \"knowledgeBaseConfiguration\": {
      \"knowledgeBaseId\": \"$kb\",
      \"modelArn\": \"arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0\"}}" \
  --query '{answer: output.text, citations: citations[].{text: generatedResponsePart.textResponsePart.text, from: retrievedReferences[].location.s3Location.uri}}' \
  --output json

# 6. Everything goes again.
aws bedrock-agent delete-data-source --knowledge-base-id "$kb" --data-source-id "$ds" > /dev/null
aws bedrock-agent delete-knowledge-base --knowledge-base-id "$kb" > /dev/null
aws s3 rb "s3://$bucket" --force > /dev/null
