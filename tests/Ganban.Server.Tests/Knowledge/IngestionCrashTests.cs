using Ganban.EngineDouble;
using Ganban.Server.Tests.Batch;
using Ganban.Server.Tests.Engines;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Knowledge;

/// <summary>A process that is killed in the middle of an ingestion job, and the one that goes on.</summary>
public sealed class IngestionCrashTests : IAsyncLifetime
{
    private const int Documents = 30;
    private readonly RemoteServer _remote = new();
    private int _embedded;

    public Task InitializeAsync() => _remote.InitializeAsync();

    public Task DisposeAsync() => _remote.DisposeAsync();

    [Fact]
    public async Task A_killed_process_resumes_and_ends_with_the_index_of_an_undisturbed_one()
    {
        using var bucket = await new TestBucket(_remote.Server.Address, "crash-bucket").Create();
        for (var i = 0; i < Documents; i++)
        {
            await bucket.Put($"{i:D2}.txt", $"Document {i}.");
        }

        using var http = new SignedHttp(_remote.Server.Address);
        var calls = new KnowledgeCalls(http);
        var id = await calls.Create(KnowledgeCalls.KnowledgeBase("crash"));
        var source = await calls.Connect(id, "crash-bucket");
        var reached = EmbedUntil(8);
        var job = await calls.Start(id, source);
        await Kill(reached);

        reached = EmbedUntil(12);
        await _remote.Server.InitializeAsync();
        await Kill(reached);

        _ = EmbedUntil(int.MaxValue);
        await _remote.Server.InitializeAsync();
        await Check(id, source, job);
    }

    private async Task Check(string id, string source, string job)
    {
        using var http = new SignedHttp(_remote.Server.Address);
        var calls = new KnowledgeCalls(http);
        var ended = await calls.End(id, source, job);
        Assert.Equal("COMPLETE", (string)ended["status"]!);
        var statistics = ended["statistics"]!;
        Assert.Equal(
            (Documents, Documents, 0),
            ((int)statistics["numberOfNewDocumentsIndexed"]!,
                (int)statistics["numberOfDocumentsScanned"]!,
                (int)statistics["numberOfDocumentsFailed"]!));
        Assert.Equal(
            Enumerable.Range(0, Documents).Select(i => $"Document {i}.").Order(StringComparer.Ordinal),
            (await calls.Find(id, "Document")).Order(StringComparer.Ordinal));

        // Only what was under way when a process died was embedded again: four documents at a time.
        Assert.InRange(_embedded, Documents, Documents + 8);
    }

    private async Task Kill(Task reached)
    {
        await reached;
        _remote.Server.Process.Kill();
        await _remote.Server.Process.WaitForExitAsync();
    }

    // The engine answers so many requests and is silent to the others.
    private Task EmbedUntil(int count)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answered = 0;
        _remote.Engine.On("/v1/embeddings", async reply =>
        {
            var number = Interlocked.Increment(ref answered);
            if (number > count)
            {
                reached.TrySetResult();
                await reply.Hang();
                return;
            }

            var inputs = reply.Call.Body["input"]!.AsArray().Count;
            if (((string)reply.Call.Body["input"]![0]!).StartsWith("Document ", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref _embedded);
            }

            await reply.Json(OpenAiWords.Embeddings(inputs, [.. Enumerable.Repeat(0.0625f, 256)]));
        });
        return reached.Task;
    }
}
