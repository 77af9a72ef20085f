// A flow from its definition to its answer, with the trace of each node.
import {
  BedrockAgentClient, CreateFlowCommand, DeleteFlowCommand, GetFlowCommand, PrepareFlowCommand,
} from "@aws-sdk/client-bedrock-agent";
import { BedrockAgentRuntimeClient, InvokeFlowCommand } from "@aws-sdk/client-bedrock-agent-runtime";

const model = "anthropic.claude-3-haiku-20240307-v1:0";
const config = {
  endpoint: process.argv[2] ?? "http://127.0.0.1:8080",
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
};
const agent = new BedrockAgentClient(config);
const runtime = new BedrockAgentRuntimeClient(config);

const input = (name, type, expression = "$.data") => ({ name, type, expression });
const output = (name, type) => ({ name, type });
const data = (source, sourceOutput, target, targetInput) => ({
  type: "Data",
  name: `${source}_${sourceOutput}_${target}_${targetInput}`,
  source,
  target,
  configuration: { data: { sourceOutput, targetInput } },
});

const definition = {
  nodes: [
    { name: "start", type: "Input", outputs: [output("document", "Object")] },
    {
      name: "each",
      type: "Iterator",
      inputs: [input("array", "Array", "$.data.materials")],
      outputs: [output("arrayItem", "String"), output("arraySize", "Number")],
    },
    {
      name: "ask",
      type: "Prompt",
      inputs: [input("material", "String"), input("robot", "String", "$.data.robot")],
      outputs: [output("modelCompletion", "String")],
      configuration: {
        prompt: {
          sourceConfiguration: {
            inline: {
              modelId: model,
              templateType: "TEXT",
              templateConfiguration: { text: { text: "{{robot}}の材料の{{material}}を一文で説明して。" } },
              inferenceConfiguration: { text: { maxTokens: 40, temperature: 0 } },
            },
          },
        },
      },
    },
    {
      name: "all",
      type: "Collector",
      inputs: [input("arrayItem", "String"), input("arraySize", "Number")],
      outputs: [output("collectedArray", "Array")],
    },
    {
      name: "report",
      type: "InlineCode",
      inputs: [input("materials", "Array", "$.data.materials"), input("answers", "Array")],
      outputs: [output("response", "String")],
      configuration: {
        inlineCode: {
          language: "Python_3",
          code: "'\\n'.join(f'{name}: {text}' for name, text in zip(materials, answers))",
        },
      },
    },
    { name: "end", type: "Output", inputs: [input("document", "String")] },
  ],
  connections: [
    data("start", "document", "each", "array"),
    data("each", "arrayItem", "ask", "material"),
    data("start", "document", "ask", "robot"),
    data("ask", "modelCompletion", "all", "arrayItem"),
    data("each", "arraySize", "all", "arraySize"),
    data("start", "document", "report", "materials"),
    data("all", "collectedArray", "report", "answers"),
    data("report", "response", "end", "document"),
  ],
};

const { id: flowIdentifier } = await agent.send(new CreateFlowCommand({
  name: `haniwa-${Date.now()}`,
  executionRoleArn: "arn:aws:iam::000000000000:role/any",
  definition,
}));
try {
  await agent.send(new PrepareFlowCommand({ flowIdentifier }));
  const flow = await agent.send(new GetFlowCommand({ flowIdentifier }));
  if (flow.status !== "Prepared") {
    throw new Error(flow.validations.map(({ type, message }) => `${type}: ${message}`).join("\n"));
  }

  const { responseStream } = await runtime.send(new InvokeFlowCommand({
    flowIdentifier,
    flowAliasIdentifier: "TSTALIASID",
    enableTrace: true,
    inputs: [{
      nodeName: "start",
      nodeOutputName: "document",
      content: { document: { robot: "はにわロボット", materials: ["粘土", "ニューロチップ"] } },
    }],
  }));
  for await (const event of responseStream) {
    if (event.flowTraceEvent) {
      const [[kind, { nodeName }]] = Object.entries(event.flowTraceEvent.trace);
      console.log(`${nodeName}: ${kind}`);
    } else if (event.flowOutputEvent) {
      console.log(event.flowOutputEvent.content.document);
    } else if (event.flowCompletionEvent) {
      console.log(event.flowCompletionEvent.completionReason);
    }
  }
} finally {
  await agent.send(new DeleteFlowCommand({ flowIdentifier }));
}
