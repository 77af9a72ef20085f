// The robot factory's agent with the AWS SDK for JavaScript: node factory.mjs http://127.0.0.1:8080
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";

// The packages of the project that runs this, or those of this repository's tests.
const own = createRequire(import.meta.url);
const load = (name) => {
  try {
    return own(name);
  } catch {
    return createRequire(new URL("../../tests/clients/package.json", import.meta.url))(name);
  }
};
const { S3 } = load("@aws-sdk/client-s3");
const { Lambda } = load("@aws-sdk/client-lambda");
const { BedrockAgent } = load("@aws-sdk/client-bedrock-agent");
const { BedrockAgentRuntime } = load("@aws-sdk/client-bedrock-agent-runtime");

const here = (name) => new URL(name, import.meta.url);
const settings = {
  endpoint: process.argv[2] ?? "http://127.0.0.1:8080",
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
};
const s3 = new S3({ ...settings, forcePathStyle: true });
const [functions, agents, runtime] =
  [new Lambda(settings), new BedrockAgent(settings), new BedrockAgentRuntime(settings)];
const role = "arn:aws:iam::000000000000:role/factory";
const question = "はにわロボットの材料の在庫はどれくらいある?";
const name = "haniwa-" + randomUUID().slice(0, 8);

async function knowledgeBase() {
  await s3.createBucket({ Bucket: name });
  await s3.putObject({ Bucket: name, Key: "はにわロボット.txt", Body: readFileSync(here("はにわロボット.txt")) });
  const { knowledgeBase: { knowledgeBaseId } } = await agents.createKnowledgeBase({
    name,
    roleArn: role,
    knowledgeBaseConfiguration: {
      type: "VECTOR",
      vectorKnowledgeBaseConfiguration: {
        embeddingModelArn: "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0",
      },
    },
    storageConfiguration: {
      type: "S3_VECTORS",
      s3VectorsConfiguration: { indexArn: "arn:aws:s3vectors:us-east-1:000000000000:bucket/vectors/index/haniwa" },
    },
  });
  const { dataSource: { dataSourceId } } = await agents.createDataSource({
    knowledgeBaseId,
    name: "documents",
    dataSourceConfiguration: { type: "S3", s3Configuration: { bucketArn: `arn:aws:s3:::${name}` } },
  });
  let { ingestionJob: job } = await agents.startIngestionJob({ knowledgeBaseId, dataSourceId });
  while (!["COMPLETE", "FAILED"].includes(job.status)) {
    await wait(200);
    ({ ingestionJob: job } = await agents.getIngestionJob({
      knowledgeBaseId, dataSourceId, ingestionJobId: job.ingestionJobId,
    }));
  }
  console.log("ingestion", job.status, job.statistics.numberOfNewDocumentsIndexed, "document");
  return knowledgeBaseId;
}

async function stockFunction() {
  const zip = join(mkdtempSync(join(tmpdir(), "factory-")), "function.zip");
  execFileSync("python3", ["-m", "zipfile", "-c", zip, here("function.py").pathname]);
  const made = await functions.createFunction({
    FunctionName: name,
    Runtime: "python3.12",
    Role: role,
    Handler: "function.handler",
    Code: { ZipFile: readFileSync(zip) },
  });
  return made.FunctionArn;
}

async function agent(knowledgeBaseId, functionArn) {
  const { agent: { agentId } } = await agents.createAgent({
    agentName: name,
    foundationModel: "anthropic.claude-3-haiku-20240307-v1:0",
    agentResourceRoleArn: role,
    instruction: "あなたははにわロボット工場のアシスタントです。材料の在庫は get_material_stock 関数で取得できます。",
  });
  await agents.createAgentActionGroup({
    agentId,
    agentVersion: "DRAFT",
    actionGroupName: "stock",
    actionGroupExecutor: { lambda: functionArn },
    functionSchema: {
      functions: [{
        name: "get_material_stock",
        description: "材料名を渡すと在庫数を返す関数",
        parameters: { material: { type: "string", description: "在庫を調べる材料の名前", required: true } },
      }],
    },
  });
  await agents.associateAgentKnowledgeBase({
    agentId, agentVersion: "DRAFT", knowledgeBaseId, description: "はにわロボットなどの資料を検索する",
  });
  await agents.prepareAgent({ agentId });
  while ((await agents.getAgent({ agentId })).agent.agentStatus !== "PREPARED") await wait(200);
  const { agentAlias: { agentAliasId } } = await agents.createAgentAlias({ agentId, agentAliasName: "live" });
  return { agentId, agentAliasId };
}

function show(step) {
  const { modelInvocationOutput: output, invocationInput: input, observation } = step;
  if (output) console.log("model   ", output.metadata.usage);
  if (input?.knowledgeBaseLookupInput) console.log("search  ", input.knowledgeBaseLookupInput.text);
  if (input?.actionGroupInvocationInput) {
    const { function: called, parameters } = input.actionGroupInvocationInput;
    console.log("call    ", called, Object.fromEntries(parameters.map((one) => [one.name, one.value])));
  }
  if (observation?.knowledgeBaseLookupOutput) {
    const found = observation.knowledgeBaseLookupOutput.retrievedReferences;
    console.log("found   ", found.map((reference) => reference.location.s3Location.uri));
  }
  if (observation?.actionGroupInvocationOutput) console.log("result  ", observation.actionGroupInvocationOutput.text);
}

async function ask(made) {
  let answer = "";
  const { completion } = await runtime.invokeAgent({ ...made, sessionId: name, inputText: question, enableTrace: true });
  for await (const { chunk, trace } of completion) {
    if (chunk) answer += new TextDecoder().decode(chunk.bytes);
    if (trace?.trace.orchestrationTrace) show(trace.trace.orchestrationTrace);
  }
  return answer;
}

console.log(question);
console.log(await ask(await agent(await knowledgeBase(), await stockFunction())));
