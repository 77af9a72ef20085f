// Runs AWS SDK calls for the tests: reads one call per line as JSON, writes one result per line.
//
// A call: {id, service, operation, input, http?, region?, credentials?, maxAttempts?, abortAfter?}
//   Blobs of the input are {"$base64": "..."} or {"$text": "..."}; blobs of the output come back as {"$text": "..."}.
//   A time of the input is {"$time": "..."}.
//   A stream is read to its end and comes back as a list of its events; abortAfter ends it after so many.
// A result: {id, output, status, requestId, headers} or {id, error: {name, message, status, requestId}},
//   with {events} of a stream that broke, beside the error; {id, started} tells of a stream's first event.
// Endpoint, region and credentials are the SDK's own environment variables unless a call says otherwise.
import { createInterface } from "node:readline";
import * as bedrock from "@aws-sdk/client-bedrock";
import * as agent from "@aws-sdk/client-bedrock-agent";
import * as agentRuntime from "@aws-sdk/client-bedrock-agent-runtime";
import * as runtime from "@aws-sdk/client-bedrock-runtime";
import * as lambda from "@aws-sdk/client-lambda";
import { NodeHttpHandler } from "@smithy/node-http-handler";

const packages = {
  bedrock: { module: bedrock, Client: bedrock.BedrockClient },
  lambda: { module: lambda, Client: lambda.LambdaClient },
  "bedrock-agent": { module: agent, Client: agent.BedrockAgentClient },
  "bedrock-agent-runtime": { module: agentRuntime, Client: agentRuntime.BedrockAgentRuntimeClient },
  "bedrock-runtime": { module: runtime, Client: runtime.BedrockRuntimeClient },
};
const clients = new Map();

function clientFor({ service, http, region, credentials, endpoint, maxAttempts = 1 }) {
  const key = JSON.stringify([service, http, region, credentials, endpoint, maxAttempts]);
  if (!clients.has(key)) {
    const config = { maxAttempts };
    if (http === 1) config.requestHandler = new NodeHttpHandler();
    if (region) config.region = region;
    if (credentials) config.credentials = credentials;
    if (endpoint) config.endpoint = endpoint;
    clients.set(key, new packages[service].Client(config));
  }
  return clients.get(key);
}

function decode(value) {
  if (Array.isArray(value)) return value.map(decode);
  if (value === null || typeof value !== "object") return value;
  if ("$base64" in value) return Buffer.from(value.$base64, "base64");
  if ("$time" in value) return new Date(value.$time);
  if ("$text" in value) return Buffer.from(value.$text, "utf8");
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, decode(member)]));
}

function encode(value) {
  if (value instanceof Uint8Array) return { $text: Buffer.from(value).toString("utf8") };
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(encode);
  if (value === null || typeof value !== "object") return value;
  const members = Object.entries(value).filter(([name]) => name !== "$metadata");
  return Object.fromEntries(members.map(([name, member]) => [name, encode(member)]));
}

async function run(call) {
  const { module } = packages[call.service];
  const command = new module[call.operation + "Command"](decode(call.input ?? {}));
  let headers = {};
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      headers = result.response.headers;
      return result;
    },
    { step: "deserialize", priority: "low" });
  const abort = new AbortController();
  let events;
  try {
    const output = await clientFor(call).send(command, { abortSignal: abort.signal });
    for (const [name, member] of Object.entries(output)) {
      if (member && typeof member[Symbol.asyncIterator] === "function") {
        events = [];
        output[name] = events;
        for await (const event of member) {
          events.push(encode(event));
          if (events.length === 1) write({ id: call.id, started: true });
          if (events.length === call.abortAfter) abort.abort();
        }
      }
    }
    const { httpStatusCode: status, requestId } = output.$metadata;
    return { output: encode(output), status, requestId, headers };
  } catch (error) {
    const { name, message, $metadata: metadata } = error;
    return { events, error: { name, message, status: metadata?.httpStatusCode, requestId: metadata?.requestId } };
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
