// Runs scenarios of LangChain and of the AI SDK on Bedrock for the tests: reads {id, scenario, model} per line as JSON,
// writes {id, output, status} or {id, error: {name, message}}.
// AWS_ENDPOINT_URL is the server; region and credentials are the usual environment variables.
import { createInterface } from "node:readline";
import { createAmazonBedrock } from "@ai-sdk/amazon-bedrock";
import { AmazonKnowledgeBaseRetriever, BedrockEmbeddings, ChatBedrockConverse } from "@langchain/aws";
import { HumanMessage, SystemMessage, ToolMessage } from "@langchain/core/messages";
import { tool as langchainTool } from "@langchain/core/tools";
import { embedMany, generateText, Output, stepCountIs, streamText, tool } from "ai";
import { z } from "zod";

const endpoint = process.env.AWS_ENDPOINT_URL;
const credentials = {
  accessKeyId: process.env.AWS_ACCESS_KEY_ID,
  secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
};
const region = process.env.AWS_REGION;
const part = z.object({ part: z.string() });
const weather = z.object({ city: z.string(), sunny: z.boolean() });
const bedrock = createAmazonBedrock({ region, baseURL: endpoint, ...credentials });

function chat(model, more) {
  return new ChatBedrockConverse({
    model, region, credentials, maxTokens: 64, temperature: 0,
    clientOptions: { endpoint, region, credentials },
    ...more,
  });
}

const scenarios = {
  async langchainInvoke({ model }) {
    const answer = await chat(model).invoke([["system", "Be brief."], ["user", "Hello"]]);
    return { text: answer.content, usage: answer.usage_metadata, reason: answer.response_metadata.stopReason };
  },

  async langchainStream({ model }) {
    const pieces = [];
    let usage;
    for await (const piece of await chat(model).stream("Hello")) {
      if (typeof piece.content === "string" && piece.content) pieces.push(piece.content);
      usage = piece.usage_metadata ?? usage;
    }
    return { pieces, usage };
  },

  async langchainTools({ model }) {
    const stock = langchainTool(({ part }) => `${part}: 7`, {
      name: "stock", description: "Tells the stock of a part.", schema: part,
    });
    const bound = chat(model).bindTools([stock]);
    const question = new HumanMessage("How many M4 screws?");
    const called = await bound.invoke([question]);
    const [call] = called.tool_calls;
    const result = await stock.invoke(call.args);
    const answer = await bound.invoke(
      [question, called, new ToolMessage({ content: result, tool_call_id: call.id })]);
    return { call: { name: call.name, args: call.args }, text: answer.content };
  },

  async langchainStructured({ model }) {
    return await chat(model, { maxTokens: 200 }).withStructuredOutput(weather, { name: "weather" })
      .invoke("The weather in Kyoto: it is sunny.");
  },

  async langchainEmbed({ model }) {
    const embeddings = new BedrockEmbeddings({
      model, region, credentials, clientOptions: { endpoint, region, credentials },
    });
    const [one, two] = await embeddings.embedDocuments(["bread and butter", "bread and butter"]);
    const query = await embeddings.embedQuery("bread and butter");
    return { sizes: [one.length, two.length, query.length], same: one.every((value, i) => value === query[i]) };
  },

  // An agent as LangChain's users write it: a retriever over a knowledge base and a function are its tools.
  async langchainAgent({ model, knowledgeBaseId }) {
    const retriever = new AmazonKnowledgeBaseRetriever({
      topK: 3, knowledgeBaseId, region, clientOptions: { endpoint, region, credentials },
    });
    // The retriever puts a passage into one line; lists get their lines back.
    const lines = (text) => text.replace(/ (?=[-#] |[0-9]+\. )/g, "\n");
    const search = langchainTool(
      async ({ query }) => (await retriever.invoke(query)).map((found) => lines(found.pageContent)).join("\n\n"),
      {
        name: "search_documents", description: "はにわロボットなどの資料を検索する",
        schema: z.object({ query: z.string().describe("検索キーワード") }),
      });
    const stocks = { 粘土: "5kg", ニューロチップ: "10個" };
    const stock = langchainTool(({ material }) => stocks[material] ?? "不明", {
      name: "get_material_stock", description: "材料名を渡すと在庫数を返す関数",
      schema: z.object({ material: z.string().describe("在庫を調べる材料の名前") }),
    });
    const tools = { search_documents: search, get_material_stock: stock };
    const bound = chat(model, { maxTokens: 300 }).bindTools(Object.values(tools));
    const messages = [
      new SystemMessage("あなたははにわロボット工場のアシスタントです。材料の在庫は get_material_stock 関数で取得できます。"),
      new HumanMessage("はにわロボットの材料の在庫はどれくらいある?"),
    ];
    const calls = [];
    for (let step = 0; step < 8; step++) {
      const answer = await bound.invoke(messages);
      messages.push(answer);
      if (!answer.tool_calls?.length) return { text: answer.content, calls };
      for (const call of answer.tool_calls) {
        calls.push({ name: call.name, args: call.args });
        messages.push(new ToolMessage({ content: await tools[call.name].invoke(call.args), tool_call_id: call.id }));
      }
    }
    return { calls };
  },

  async aiGenerate({ model }) {
    const { text, usage, finishReason } = await generateText({
      model: bedrock(model), system: "Be brief.", prompt: "Hello", maxOutputTokens: 64, maxRetries: 0,
    });
    return { text, usage, finishReason };
  },

  async aiStream({ model }) {
    const result = streamText({ model: bedrock(model), prompt: "Hello", temperature: 0, maxOutputTokens: 64, maxRetries: 0 });
    const pieces = [];
    for await (const piece of result.textStream) pieces.push(piece);
    return { pieces, usage: await result.usage, finishReason: await result.finishReason };
  },

  async aiTools({ model }) {
    const result = await generateText({
      model: bedrock(model),
      prompt: "How many M4 screws?",
      temperature: 0,
      prepareStep: ({ stepNumber }) => ({ toolChoice: stepNumber === 0 ? "required" : "auto" }),
      tools: {
        stock: tool({
          description: "Tells the stock of a part.",
          inputSchema: part,
          execute: async ({ part }) => `${part}: 7`,
        }),
      },
      stopWhen: stepCountIs(3),
      maxRetries: 0,
    });
    const [call] = result.steps[0].toolCalls;
    return { call: { name: call.toolName, args: call.input }, steps: result.steps.length, text: result.text };
  },

  async aiStructured({ model }) {
    const { output } = await generateText({
      model: bedrock(model),
      output: Output.object({ schema: weather }),
      prompt: "The weather in Kyoto: it is sunny.",
      temperature: 0,
      maxOutputTokens: 200,
      maxRetries: 0,
    });
    return output;
  },

  async aiEmbed({ model }) {
    const { embeddings, usage } = await embedMany({
      model: bedrock.embedding(model), values: ["bread", "butter"], maxRetries: 0,
    });
    return { sizes: embeddings.map((vector) => vector.length), usage };
  },
};

async function run(call) {
  try {
    return { output: await scenarios[call.scenario](call), status: 200 };
  } catch (error) {
    return { error: { name: error.name, message: `${error.message} ${error.responseBody ?? ""}` } };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const call = JSON.parse(line);
  run(call).then((result) => process.stdout.write(JSON.stringify({ id: call.id, ...result }) + "\n"));
}
