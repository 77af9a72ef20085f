using System.Text.Json.Nodes;
using Ganban.EngineDouble;
using Ganban.Server.Tests.Batch;
using Ganban.Server.Tests.Engines;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Async;

/// <summary>A process that is killed in the middle of an asynchronous invocation.</summary>
public sealed class AsyncCrashTests
{
    [Fact]
    public async Task A_killed_process_begins_the_invocation_again()
    {
        var remote = new RemoteServer();
        remote.Server.Environment["GANBAN__BINDINGS__3__PATTERN"] = "amazon.nova-2-multimodal*";
        remote.Server.Environment["GANBAN__BINDINGS__3__ENGINE"] = "house";
        await remote.InitializeAsync();
        try
        {
            var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            remote.Engine.On("/v1/embeddings", async reply =>
            {
                asked.TrySetResult();
                await reply.Hang();
            });
            using var before = await new TestBucket(remote.Server.Address, "again-bucket").Create();
            string arn;
            using (var http = new SignedHttp(remote.Server.Address))
            {
                var start = AsyncCalls.Start(before.Uri("out"), AsyncCalls.Inline("Paper boats."));
                arn = await new AsyncCalls(http).Begin(start);
            }

            await asked.Task;
            remote.Server.Process.Kill();
            await remote.Server.Process.WaitForExitAsync();
            remote.Engine.On(
                "/v1/embeddings", reply => reply.Json(OpenAiWords.Embeddings(1, [.. Enumerable.Repeat(1 / 16f, 256)])));
            await remote.Server.InitializeAsync();

            using var after = new SignedHttp(remote.Server.Address);
            using var bucket = new TestBucket(remote.Server.Address, "again-bucket");
            var invocation = await new AsyncCalls(after).End(arn);
            Assert.Equal("Completed", (string)invocation["status"]!);
            var line = JsonNode.Parse(await bucket.Get($"out/{arn.Split('/')[1]}/embedding-text.jsonl"))!;
            Assert.Equal("SUCCESS", (string)line["status"]!);
        }
        finally
        {
            await remote.DisposeAsync();
        }
    }
}
