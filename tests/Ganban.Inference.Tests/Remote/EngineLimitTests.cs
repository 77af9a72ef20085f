using Ganban.EngineDouble;
using Ganban.Inference.Remote;
using Ganban.Inference.Remote.OpenAi;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Tests.Remote;

/// <summary>Retries, places and probes of engines outside the process.</summary>
public sealed class EngineLimitTests : IAsyncLifetime
{
    private const string Chat = "/v1/chat/completions";
    private LoopbackEngine _engine = null!;

    public async Task InitializeAsync() => _engine = await LoopbackEngine.Start();

    public Task DisposeAsync() => _engine.DisposeAsync().AsTask();

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task What_passes_is_tried_again(int status)
    {
        FailFirst(2, status);
        using var client = Client(retries: 2);

        Assert.Equal("Good", (await client.GetResponseAsync(Remotes.Hello)).Text);
        Assert.Equal(3, _engine.Calls.Count);
    }

    [Theory]
    [InlineData(1, 429, null, 2)]
    [InlineData(1, 503, "0", 2)]
    [InlineData(1, 503, "31", 1)]
    [InlineData(3, 400, null, 1)]
    [InlineData(3, 500, null, 1)]
    [InlineData(0, 503, null, 1)]
    public async Task What_lasts_is_told(int retries, int status, string? retryAfter, int calls)
    {
        FailFirst(int.MaxValue, status, retryAfter);
        using var client = Client(retries);

        var fault = await Remotes.Fault(client);

        Assert.Equal(status, fault.StatusCode);
        Assert.Equal(calls, _engine.Calls.Count);
    }

    [Fact]
    public async Task Who_finds_no_place_waits_and_who_finds_no_place_to_wait_is_refused()
    {
        using var gate = new EngineGate(concurrency: 1, waitingMax: 1);
        using var client = Client(0, gate);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _engine.On(Chat, async reply =>
        {
            begun.TrySetResult();
            await goOn.Task;
            await reply.Events(OpenAiWords.Answer("Good"));
        });

        var first = client.GetResponseAsync(Remotes.Hello);
        await begun.Task;
        var second = client.GetResponseAsync(Remotes.Hello);
        var fault = await Remotes.Fault(client);

        Assert.Equal(RemoteFault.Busy, fault.Fault);
        Assert.Contains("1 requests are waiting already", fault.Message, StringComparison.Ordinal);
        Assert.Single(_engine.Calls);
        goOn.SetResult();
        Assert.Equal(("Good", "Good"), ((await first).Text, (await second).Text));
        Assert.Equal("Good", (await client.GetResponseAsync(Remotes.Hello)).Text);
    }

    [Fact]
    public async Task A_failure_and_a_caller_who_goes_away_give_their_place_back()
    {
        using var gate = new EngineGate(concurrency: 1, waitingMax: 0);
        using var client = Client(0, gate);
        FailFirst(1, 400);
        await Remotes.Fault(client);

        await using (var updates = client.GetStreamingResponseAsync(Remotes.Hello).GetAsyncEnumerator())
        {
            Assert.True(await updates.MoveNextAsync());
        }

        Assert.Equal("Good", (await client.GetResponseAsync(Remotes.Hello)).Text);
    }

    [Theory]
    [InlineData(200, null)]
    [InlineData(404, null)]
    [InlineData(401, "refused its key")]
    [InlineData(503, "can't serve now")]
    public async Task A_probe_tells_what_is_wrong(int status, string? problem)
    {
        _engine.On("/v1/models", reply => reply.Json("{}", status));
        using var probe = new EngineProbe(Remotes.Options(_engine.OpenAiAddress), "/models");

        var told = await probe.Problem(default);

        Assert.Equal(problem is null, told is null);
        Assert.Contains(problem ?? "", told ?? "", StringComparison.Ordinal);
        Assert.Equal("Bearer " + Remotes.Key, _engine.Last.Authorization);
    }

    [Theory]
    [InlineData(2, 2, true)]
    [InlineData(2, 3, false)]
    [InlineData(0, 1, false)]
    public async Task Embeddings_that_are_cut_in_the_middle_are_asked_for_again(int retries, int cuts, bool comes)
    {
        var calls = 0;
        _engine.On("/v1/embeddings", async reply =>
        {
            if (Interlocked.Increment(ref calls) > cuts)
            {
                await reply.Json(OpenAiWords.Embeddings(1, 1, 2));
                return;
            }

            await reply.Text("{\"data\":[");
            reply.Cut();
        });
        using var embeddings = new OpenAiEmbeddingGenerator(Options(retries));

        var fault = await Record.ExceptionAsync(() => embeddings.GenerateAsync(["a"]));

        Assert.Equal(comes ? (RemoteFault?)null : RemoteFault.Broken, ((RemoteEngineException?)fault)?.Fault);
        Assert.Equal(Math.Min(retries, cuts) + 1, calls);
    }

    private OpenAiChatClient Client(int retries, EngineGate? gate = null) => new(Options(retries, gate));

    private RemoteEngineOptions Options(int retries, EngineGate? gate = null) => new()
    {
        Name = "house",
        Url = _engine.OpenAiAddress,
        Model = "tiny",
        Key = Remotes.Key,
        Retries = retries,
        RetryDelay = TimeSpan.FromMilliseconds(1),
        Gate = gate,
    };

    private void FailFirst(int times, int status, string? retryAfter = null)
    {
        var calls = 0;
        _engine.On(Chat, reply => Interlocked.Increment(ref calls) <= times
            ? reply.Json("{}", status, retryAfter is null ? [] : [("Retry-After", retryAfter)])
            : reply.Events(OpenAiWords.Answer("Good")));
    }
}
