// Runs calls of OpenAI's and Anthropic's SDKs for the tests: reads one call per line as JSON, writes one result per line.
//
// A call: {id, client: "openai" | "anthropic", method, args, abortAfter?}
//   method is a path such as "chat.completions.create"; a stream is read to its end and comes back as a list of its
//   events, and abortAfter ends it after so many. "anthropic.messages.stream" style helpers give their final message.
// A result: {id, output, status} or {id, error: {name, message, status, type, code, param}},
//   with {events} of a stream that broke, beside the error; {id, started} tells of a stream's first event.
// GANBAN_ADDRESS is the server; GANBAN_KEY the API key, "test" unless it is set.
import { createInterface } from "node:readline";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";

const address = process.env.GANBAN_ADDRESS;
const apiKey = process.env.GANBAN_KEY ?? "test";
const clients = {
  openai: new OpenAI({ baseURL: `${address}/openai/v1`, apiKey, maxRetries: 0 }),
  anthropic: new Anthropic({ baseURL: `${address}/anthropic`, apiKey, authToken: null, maxRetries: 0 }),
};

async function run(call) {
  const path = call.method.split(".");
  const name = path.pop();
  const target = path.reduce((object, member) => object[member], clients[call.client]);
  let events;
  try {
    const result = target[name](...call.args);
    if (typeof result.finalMessage === "function") {
      return { output: await result.finalMessage(), status: 200 };
    }
    const output = await result;
    if (output?.controller && typeof output[Symbol.asyncIterator] === "function") {
      events = [];
      for await (const event of output) {
        events.push(event);
        if (events.length === 1) write({ id: call.id, started: true });
        if (events.length === call.abortAfter) output.controller.abort();
      }
      return { output: { stream: events }, status: 200 };
    }
    if (Array.isArray(output?.data)) return { output: { ...output.body, data: output.data }, status: 200 };
    return { output: output ?? null, status: 200 };
  } catch (error) {
    const { message, status, type, code, param } = error;
    return { events, error: { name: error.constructor.name, message, status, type, code, param } };
  }
}

function write(result) {
  process.stdout.write(JSON.stringify(result) + "\n");
}

for await (const line of createInterface({ input: process.stdin })) {
  const call = JSON.parse(line);
  run(call).then(
    (result) => write({ id: call.id, ...result }),
    (error) => write({ id: call.id, fault: String(error.stack) }));
}
