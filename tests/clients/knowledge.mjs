// Walks from a bucket to a cited answer with the AWS SDK for JavaScript; ends with an error where anything is not as it
// is on Amazon Bedrock.
import assert from "node:assert";
import {
  BedrockAgentClient, CreateDataSourceCommand, CreateKnowledgeBaseCommand, DeleteKnowledgeBaseCommand,
  GetIngestionJobCommand, StartIngestionJobCommand,
} from "@aws-sdk/client-bedrock-agent";
import {
  BedrockAgentRuntimeClient, RetrieveAndGenerateCommand, RetrieveAndGenerateStreamCommand, RetrieveCommand,
} from "@aws-sdk/client-bedrock-agent-runtime";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { readFile } from "node:fs/promises";

const Bucket = process.argv[2];
const Key = "はにわロボット.txt";
const Body = await readFile(new URL(`../../examples/knowledge-base/${Key}`, import.meta.url));
const s3 = new S3Client({});
const agent = new BedrockAgentClient({});
const runtime = new BedrockAgentRuntimeClient({});

await s3.send(new CreateBucketCommand({ Bucket }));
await s3.send(new PutObjectCommand({ Bucket, Key, Body }));

const { knowledgeBase: { knowledgeBaseId, status } } = await agent.send(new CreateKnowledgeBaseCommand({
  name: Bucket,
  roleArn: "arn:aws:iam::000000000000:role/knowledge",
  knowledgeBaseConfiguration: {
    type: "VECTOR",
    vectorKnowledgeBaseConfiguration: {
      embeddingModelArn: "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0",
    },
  },
  storageConfiguration: {
    type: "OPENSEARCH_SERVERLESS",
    opensearchServerlessConfiguration: {
      collectionArn: "arn:aws:aoss:us-east-1:000000000000:collection/abcdefghijklmnopqrst",
      vectorIndexName: "haniwa",
      fieldMapping: { vectorField: "vector", textField: "text", metadataField: "metadata" },
    },
  },
}));
assert.ok(["CREATING", "ACTIVE"].includes(status), status);
const { dataSource: { dataSourceId } } = await agent.send(new CreateDataSourceCommand({
  knowledgeBaseId,
  name: "files",
  dataSourceConfiguration: { type: "S3", s3Configuration: { bucketArn: `arn:aws:s3:::${Bucket}` } },
}));

let { ingestionJob } = await agent.send(new StartIngestionJobCommand({ knowledgeBaseId, dataSourceId }));
const { ingestionJobId } = ingestionJob;
while (!["COMPLETE", "FAILED", "STOPPED"].includes(ingestionJob.status)) {
  await new Promise((resolve) => setTimeout(resolve, 50));
  ({ ingestionJob } = await agent.send(
    new GetIngestionJobCommand({ knowledgeBaseId, dataSourceId, ingestionJobId })));
}
assert.strictEqual(ingestionJob.status, "COMPLETE", JSON.stringify(ingestionJob));
assert.strictEqual(ingestionJob.statistics.numberOfNewDocumentsIndexed, 1);
assert.ok(ingestionJob.startedAt instanceof Date);

const uri = `s3://${Bucket}/${Key}`;
const { retrievalResults } = await runtime.send(
  new RetrieveCommand({ knowledgeBaseId, retrievalQuery: { text: "はにわロボット 作り方" } }));
assert.ok(retrievalResults[0].content.text.includes("粘土ではにわを作る"));
assert.strictEqual(retrievalResults[0].location.s3Location.uri, uri);
assert.ok(retrievalResults[0].score > 0 && retrievalResults[0].score <= 1);

const request = {
  input: { text: "はにわロボットの材料は?" },
  retrieveAndGenerateConfiguration: {
    type: "KNOWLEDGE_BASE",
    knowledgeBaseConfiguration: {
      knowledgeBaseId,
      modelArn: "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
    },
  },
};
const answer = await runtime.send(new RetrieveAndGenerateCommand(request));
assert.ok(answer.output.text.includes("粘土"), answer.output.text);
for (const { generatedResponsePart: { textResponsePart: { text, span } } } of answer.citations) {
  assert.strictEqual(answer.output.text.slice(span.start, span.end), text);
}
const references = answer.citations.flatMap((citation) => citation.retrievedReferences);
assert.ok(references.length > 0 && references.every((reference) => reference.location.s3Location.uri === uri));

const streamed = await runtime.send(
  new RetrieveAndGenerateStreamCommand({ ...request, sessionId: answer.sessionId }));
assert.strictEqual(streamed.sessionId, answer.sessionId);
let text = "";
let cited = 0;
for await (const event of streamed.stream) {
  text += event.output?.text ?? "";
  cited += event.citation?.retrievedReferences?.length ?? 0;
}
assert.ok(text.includes("粘土") && cited > 0, text);

await assert.rejects(
  runtime.send(new RetrieveAndGenerateCommand({ ...request, sessionId: "never-begun" })), { name: "ValidationException" });
await agent.send(new DeleteKnowledgeBaseCommand({ knowledgeBaseId }));
await assert.rejects(
  runtime.send(new RetrieveCommand({ knowledgeBaseId, retrievalQuery: { text: "x" } })),
  { name: "ResourceNotFoundException" });
