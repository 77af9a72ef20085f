// Runs a Node.js function: loads its handler, asks the server for events, and answers them.
import { existsSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { format } from "node:util";

const [host, place] = process.env.AWS_LAMBDA_RUNTIME_API.split("/", 2);
const [hostname, port] = host.split(":");
const root = `/${place}/2018-06-01/runtime`;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let requestId = "";

function ask(method, path, body) {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { "Content-Type": "application/json", "Content-Length": body.length };
    const sent = request({ hostname, port, method, path: root + path, headers, agent }, (response) => {
      const pieces = [];
      response.on("data", (piece) => pieces.push(piece));
      response.on("end", () => resolve({ headers: response.headers, content: Buffer.concat(pieces) }));
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

function errorOf(error) {
  if (!(error instanceof Error)) {
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  }
  return {
    errorType: error.name ?? "Error",
    errorMessage: error.message ?? "",
    trace: (error.stack ?? "").split("\n"),
  };
}

function writeLog(level, text) {
  const line = `${new Date().toISOString()}\t${requestId}\t${level}\t${text.replace(/\n/g, "\r")}\n`;
  process.stdout.write(line);
}

for (const [name, level] of [
  ["log", "INFO"], ["info", "INFO"], ["debug", "DEBUG"], ["trace", "TRACE"], ["warn", "WARN"], ["error", "ERROR"],
]) {
  console[name] = (...values) => writeLog(level, format(...values));
}

async function load(name) {
  const slash = name.lastIndexOf("/");
  const last = name.slice(slash + 1);
  const dot = last.indexOf(".");
  if (dot < 1 || dot === last.length - 1 || name.includes("..")) {
    throw Object.assign(new Error(`Bad handler '${name}'`), { name: "Runtime.MalformedHandlerName" });
  }
  const module = name.slice(0, slash + 1) + last.slice(0, dot);
  const exported = last.slice(dot + 1).split(".");
  const file = [".mjs", ".js", ".cjs"]
    .map((ending) => join(process.env.LAMBDA_TASK_ROOT, module + ending))
    .find((path) => existsSync(path));
  if (file === undefined) {
    throw Object.assign(new Error(`Cannot find module '${module}'`), { name: "Runtime.ImportModuleError" });
  }
  const loaded = await import(pathToFileURL(file).href);
  const find = (from) => exported.reduce((value, key) => value?.[key], from);
  const handler = find(loaded) ?? find(loaded.default);
  if (typeof handler !== "function") {
    const isThere = handler !== undefined;
    throw Object.assign(new Error(`${name} is ${isThere ? "not a function" : "undefined or not exported"}`), {
      name: isThere ? "Runtime.HandlerNotFunction" : "Runtime.HandlerNotFound",
    });
  }
  return handler;
}

function contextOf(headers, settle) {
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  const { env } = process;
  const client = headers["lambda-runtime-client-context"];
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId: headers["lambda-runtime-aws-request-id"],
    ...(client === undefined ? {} : { clientContext: JSON.parse(client) }),
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: (error, result) => settle(error, result),
    fail: (error) => settle(error ?? new Error("handled"), undefined),
    succeed: (result) => settle(null, result),
  };
}

// The handler's result: what its promise or its callback gives; null when nothing is left to happen without either.
function run(handler, event, headers) {
  return new Promise((resolve, reject) => {
    const settle = (error, result) => {
      process.off("beforeExit", end);
      if (error !== null && error !== undefined) reject(error);
      else resolve(result);
    };
    const end = () => settle(null, null);
    process.on("beforeExit", end);
    try {
      const result = handler(event, contextOf(headers, settle), settle);
      if (typeof result?.then === "function") {
        result.then((value) => settle(null, value), (error) => settle(error ?? new Error("rejected"), undefined));
      }
    } catch (error) {
      settle(error ?? new Error("thrown"), undefined);
    }
  });
}

async function fail(path, error) {
  await ask("POST", path, Buffer.from(JSON.stringify(error)));
}

async function answer(handler, { headers, content }) {
  requestId = headers["lambda-runtime-aws-request-id"];
  const path = `/invocation/${requestId}`;
  let body;
  try {
    const result = await run(handler, JSON.parse(content.toString("utf8")), headers);
    body = Buffer.from(JSON.stringify(result === undefined ? null : result) ?? "null");
  } catch (error) {
    const known = errorOf(error);
    writeLog("ERROR", `Invoke Error \t${JSON.stringify({ ...known, stack: known.trace, trace: undefined })}`);
    await fail(path + "/error", known);
    return;
  }
  await ask("POST", path + "/response", body);
}

// An error outside of the handler's promise ends the process, as Lambda's own runtime has it.
async function end(kind, exitCode, error) {
  const known = errorOf(error);
  const report = kind === undefined
    ? known
    : { errorType: kind, errorMessage: `${known.errorType}: ${known.errorMessage}`, trace: known.trace };
  writeLog("ERROR", `${kind ?? "Uncaught Exception"} \t${JSON.stringify(report)}`);
  agent.destroy();
  const path = requestId === "" ? "/init/error" : `/invocation/${requestId}/error`;
  try {
    await fail(path, report);
  } finally {
    process.exit(exitCode);
  }
}

process.on("uncaughtException", (error) => end(undefined, 129, error));
process.on("unhandledRejection", (error) => end("Runtime.UnhandledPromiseRejection", 128, error));

let handler;
try {
  handler = await load(process.env._HANDLER);
} catch (error) {
  const known = errorOf(error);
  writeLog("ERROR", `Uncaught Exception \t${JSON.stringify(known)}`);
  await fail("/init/error", known);
  process.exit(1);
}

try {
  for (;;) {
    await answer(handler, await ask("GET", "/invocation/next"));
  }
} catch {
  process.exit(1); // The server has gone.
}
