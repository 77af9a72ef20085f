using System.Text.Json.Nodes;
using Ganban.EngineDouble;
using Ganban.Server.Tests.Engines;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Batch;

/// <summary>A process that is killed in the middle of a batch inference job, and the one that goes on.</summary>
public sealed class BatchCrashTests : IAsyncLifetime
{
    private const int Records = 60;
    private readonly RemoteServer _remote = new();

    public Task InitializeAsync() => _remote.InitializeAsync();

    public Task DisposeAsync() => _remote.DisposeAsync();

    [Fact]
    public async Task A_killed_process_resumes_and_no_record_is_lost_or_doubled()
    {
        using var before = new TestBucket(_remote.Server.Address, "crash-bucket");
        await before.Create();
        var lines = Enumerable.Range(0, Records).Select(i => BatchCalls.Native($"R{i}", $"Record {i}."));
        await before.Put("in/a.jsonl", string.Concat(lines.Take(Records / 2)));
        await before.Put("in/b.jsonl", string.Concat(lines.Skip(Records / 2)));
        var reached = AnswerUntil(calls: 7);
        using (var http = new SignedHttp(_remote.Server.Address))
        {
            var job = BatchCalls.Job("crash", before.Uri("in"), before.Uri("out"));
            var id = await new BatchCalls(http).Create(job);
            await reached;
            await KillAfterReport(id, 7);
            Assert.Equal(7, Done().Count);

            // What it read is its own by now.
            using var between = await Restart(calls: 23);
            await between.DeleteObject("in/a.jsonl");
            await KillAfterReport(id, 30);
            using var after = await Restart(calls: Records);
            await Check(after, id);
        }
    }

    [Fact]
    public async Task Whenever_it_is_killed_the_output_is_complete_and_has_every_record_once()
    {
        using var bucket = await new TestBucket(_remote.Server.Address, "moments-bucket").Create();
        var lines = Enumerable.Range(0, Records).Select(i => BatchCalls.Native($"R{i}", $"Record {i}."));
        await bucket.Put("in.jsonl", string.Concat(lines));
        string id;
        using (var http = new SignedHttp(_remote.Server.Address))
        {
            id = await new BatchCalls(http).Create(BatchCalls.Job("moments", bucket.Uri("in.jsonl"), bucket.Uri("out")));
        }

        foreach (var calls in new[] { 7, 30 })
        {
            // While the last answers are on their way.
            await AnswerUntil(calls);
            _remote.Server.Process.Kill();
            await _remote.Server.Process.WaitForExitAsync();
            await _remote.Server.InitializeAsync();
        }

        _ = AnswerUntil(int.MaxValue);
        using var after = new TestBucket(_remote.Server.Address, "moments-bucket");
        using var last = new SignedHttp(_remote.Server.Address);
        var job = await new BatchCalls(last).End(id);
        Assert.Equal(("Completed", Records), ((string)job["status"]!, (int)job["successRecordCount"]!));
        Assert.Equal(
            Enumerable.Range(0, Records).Select(i => $"R{i}").Order(StringComparer.Ordinal),
            BatchCalls.Lines(await after.Get($"out/{id}/in.jsonl.out"))
                .Select(line => (string)line["recordId"]!).Order(StringComparer.Ordinal));
    }

    private async Task Check(TestBucket bucket, string id)
    {
        using var http = new SignedHttp(_remote.Server.Address);
        var job = await new BatchCalls(http).End(id);
        Assert.Equal("Completed", (string)job["status"]!);
        Assert.Equal((Records, 0), ((int)job["successRecordCount"]!, (int)job["errorRecordCount"]!));
        var first = BatchCalls.Lines(await bucket.Get($"out/{id}/a.jsonl.out"));
        var second = BatchCalls.Lines(await bucket.Get($"out/{id}/b.jsonl.out"));
        Assert.Equal(
            Enumerable.Range(0, Records).Select(i => $"R{i}").Order(StringComparer.Ordinal),
            first.Concat(second).Select(line => (string)line["recordId"]!).Order(StringComparer.Ordinal));
        Assert.All(first.Concat(second), line => Assert.NotNull(line["modelOutput"]));
        var manifest = JsonNode.Parse(await bucket.Get($"out/{id}/manifest.json.out"))!;
        Assert.Equal((Records, Records * 7), ((int)manifest["successRecordCount"]!, (int)manifest["inputTokenCount"]!));

        // No answer was asked for twice.
        Assert.All(Done().CountBy(prompt => prompt), prompt => Assert.Equal(1, prompt.Value));
        Assert.Empty(Directory.GetDirectories(Path.Combine(_remote.Server.Data, "jobs")));
    }

    private readonly List<string> _done = [];

    private List<string> Done()
    {
        lock (_done)
        {
            return [.. _done];
        }
    }

    // The engine answers so many requests and is silent to the others.
    private Task AnswerUntil(int calls)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var count = 0;
        _remote.Engine.On("/v1/chat/completions", async reply =>
        {
            var number = Interlocked.Increment(ref count);
            if (number > calls)
            {
                await reply.Hang();
                return;
            }

            lock (_done)
            {
                _done.Add(reply.Call.Body["messages"]!.ToJsonString());
            }

            if (number == calls)
            {
                reached.TrySetResult();
            }

            await reply.Events(OpenAiWords.Answer("Done"));
        });
        return reached.Task;
    }

    private async Task KillAfterReport(string id, int records)
    {
        using var http = new SignedHttp(_remote.Server.Address);
        await new BatchCalls(http).Until(id, job => (int?)job["processedRecordCount"] == records);
        _remote.Server.Process.Kill();
        await _remote.Server.Process.WaitForExitAsync();
    }

    private async Task<TestBucket> Restart(int calls)
    {
        _ = AnswerUntil(calls);
        await _remote.Server.InitializeAsync();
        return new TestBucket(_remote.Server.Address, "crash-bucket");
    }
}
