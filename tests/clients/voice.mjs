// Begins a conversation by voice with the AWS SDK for JavaScript and prints what it is told.
import { BedrockRuntimeClient, InvokeModelWithBidirectionalStreamCommand } from "@aws-sdk/client-bedrock-runtime";

async function* events() {
  yield { chunk: { bytes: Buffer.from(JSON.stringify({ event: { sessionStart: {} } })) } };
}

const client = new BedrockRuntimeClient({ maxAttempts: 1 });
try {
  await client.send(new InvokeModelWithBidirectionalStreamCommand({ modelId: process.argv[2], body: events() }));
  console.log("answered");
} catch (error) {
  console.log(`${error.$metadata?.httpStatusCode} ${error.name}: ${error.message}`);
}
client.destroy();
