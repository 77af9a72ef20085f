using System.Buffers;
using Ganban.Bench.Protocol;
using Ganban.Protocol.EventStream;
using Ganban.Protocol.Signatures;
using Microsoft.AspNetCore.Http;

// What the wire costs per request and per event. Run: dotnet run -c Release --project bench/Ganban.Bench.Protocol
const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

var headers = new HeaderDictionary
{
    ["Host"] = "bedrock-runtime.us-east-1.amazonaws.com",
    ["Content-Type"] = "application/json",
    ["amz-sdk-invocation-id"] = "d1f1c2a4-6a5a-4f0e-9f0e-0a1b2c3d4e5f",
    ["amz-sdk-request"] = "attempt=1",
};
var request = new RequestToVerify(
    "POST", "/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse", "", headers, new byte[1024]);
SignatureSigner.Sign(
    request, new SigningCredentials("AKIDEXAMPLE", Secret), "us-east-1", "bedrock", TimeProvider.System.GetUtcNow());
var verifier = new SignatureVerifier(TimeProvider.System);
Measurement.Run("verify SigV4, 1 KB body, key cached", 20_000, () =>
{
    if (!SignatureClaim.TryParse(request, out var claim, out _)
        || verifier.Verify(request, claim, Secret, new ExpectedScope("bedrock", "us-east-1")) is not null)
    {
        throw new InvalidOperationException("The signature is not accepted.");
    }
});

var scope = new CredentialScope("20150830", "us-east-1", "bedrock");
Measurement.Run("derive a signing key", 20_000, () => SigV4.DeriveKey(Secret, scope));

var payload = new byte[200];
var output = new ArrayBufferWriter<byte>(1024);
Measurement.Run("frame an event of 200 bytes", 200_000, () =>
{
    output.ResetWrittenCount();
    EventStreamFrame.Write(
        output,
        [
            new(EventStreamHeaderNames.EventType, "chunk"),
            new(EventStreamHeaderNames.ContentType, "application/json"),
            new(EventStreamHeaderNames.MessageType, "event"),
        ],
        payload);
});
