using System.Net;
using System.Net.Sockets;
using Ganban.EngineDouble;
using Ganban.Inference.Remote;
using Ganban.Inference.Remote.Ollama;
using Ganban.Inference.Remote.OpenAi;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Tests.Remote;

/// <summary>Engines that do what they should not.</summary>
public sealed class RemoteFaultTests : IAsyncLifetime, IDisposable
{
    private const string Path = "/v1/chat/completions";
    private LoopbackEngine _engine = null!;
    private OpenAiChatClient _client = null!;

    public async Task InitializeAsync()
    {
        _engine = await LoopbackEngine.Start();
        _client = new OpenAiChatClient(Remotes.Options(_engine.OpenAiAddress));
    }

    public Task DisposeAsync() => _engine.DisposeAsync().AsTask();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task An_engine_that_never_answers_is_given_up()
    {
        _engine.On(Path, reply => reply.Hang());
        using var client = new OpenAiChatClient(Remotes.Options(_engine.OpenAiAddress, Remotes.Short));

        var fault = await Remotes.Fault(client);

        Assert.Equal(RemoteFault.TimedOut, fault.Fault);
        Assert.Contains("0.1 seconds", fault.Message, StringComparison.Ordinal);
        Assert.Contains("raise its Timeout", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("ollama")]
    public async Task An_engine_that_falls_silent_is_given_up(string kind)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _engine.On(Path, async reply =>
        {
            await reply.Events(OpenAiWords.Text("a"));
            await reply.Hang();
            gone.SetResult();
        });
        _engine.On("/api/chat", async reply =>
        {
            await reply.Lines("""{"message":{"content":"a"},"done":false}""");
            await reply.Hang();
            gone.SetResult();
        });
        using IChatClient client = kind == "openai"
            ? new OpenAiChatClient(Remotes.Options(_engine.OpenAiAddress, Remotes.Short))
            : new OllamaChatClient(Remotes.Options(_engine.Address, Remotes.Short));

        var fault = await Remotes.Fault(client);

        Assert.Equal(RemoteFault.TimedOut, fault.Fault);
        await gone.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData("<html>Welcome</html>")]
    [InlineData("data: {\"choices\":\n\n")]
    [InlineData("data: [1,2]\n\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":5}}]}\n\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"\\ud83d\"}}]}\n\n")]
    [InlineData("data: {\"usage\":{\"prompt_tokens\":-1}}\n\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"function\":{\"name\":\"x\",\"arguments\":\"{]\"}}]},\"finish_reason\":\"stop\"}]}\n\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"function\":{\"name\":\"x\",\"arguments\":\"[1]\"}}]},\"finish_reason\":\"stop\"}]}\n\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"tool_calls\":[{\"function\":{\"arguments\":\"{}\"}}]},\"finish_reason\":\"stop\"}]}\n\n")]
    [InlineData("")]
    public async Task Garbage_is_told_as_such(string answer)
    {
        _engine.On(Path, reply => reply.Text(answer));

        var fault = await Remotes.Fault(_client);

        Assert.Equal(RemoteFault.Garbled, fault.Fault);
        Assert.Contains("Check its Kind and its Url", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF_8_are_garbage()
    {
        _engine.On(Path, reply => reply.Bytes(
            "data: {\"choices\":[{\"delta\":{\"content\":\"\xFF\"}}]}\n\n".Select(c => (byte)c).ToArray()));

        Assert.Equal(RemoteFault.Garbled, (await Remotes.Fault(_client)).Fault);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("ollama")]
    public async Task A_line_without_end_and_an_answer_without_end_are_cut(string kind)
    {
        var endless = false;
        async Task Flood(EngineReply reply)
        {
            while (true)
            {
                await reply.Text(endless ? new string('x', 1000) : ":\n\n");
            }
        }

        _engine.On(Path, Flood);
        _engine.On("/api/chat", Flood);
        using IChatClient client = kind == "openai"
            ? new OpenAiChatClient(Remotes.Options(_engine.OpenAiAddress))
            : new OllamaChatClient(Remotes.Options(_engine.Address));

        var flood = kind == "openai" ? await Remotes.Fault(client) : null;
        endless = true;
        var line = await Remotes.Fault(client);

        Assert.Equal(RemoteFault.Garbled, flood?.Fault ?? RemoteFault.Garbled);
        Assert.Contains("longer than 65536 bytes", flood?.Message ?? "longer than 65536 bytes", StringComparison.Ordinal);
        Assert.Contains("line longer than 4096 bytes", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_ends_in_the_middle_is_told_after_the_words_that_came()
    {
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _engine.On(Path, async reply =>
        {
            await reply.Events(OpenAiWords.Text("a"));
            await read.Task;
            reply.Cut();
        });
        var words = new List<string>();

        var fault = await Assert.ThrowsAsync<RemoteEngineException>(async () =>
        {
            await foreach (var update in _client.GetStreamingResponseAsync(Remotes.Hello))
            {
                words.Add(update.Text);
                read.TrySetResult();
            }
        });

        Assert.Equal(RemoteFault.Broken, fault.Fault);
        Assert.Equal(["a"], words);
    }

    [Fact]
    public async Task An_answer_that_stops_without_its_end_is_broken_even_if_the_connection_closes_well()
    {
        _engine.On(Path, reply => reply.Events(OpenAiWords.Text("a"), OpenAiWords.Done));

        Assert.Equal(RemoteFault.Broken, (await Remotes.Fault(_client)).Fault);
    }

    [Fact]
    public async Task An_error_inside_a_stream_keeps_the_engines_words()
    {
        _engine.On(Path, reply => reply.Events(
            OpenAiWords.Text("a"), """{"error":{"message":"CUDA out of memory","type":"server_error","code":500}}"""));

        var fault = await Remotes.Fault(_client);

        Assert.Equal((RemoteFault.Failed, 500, "CUDA out of memory"), (fault.Fault, fault.StatusCode, fault.Words));
    }

    [Theory]
    [InlineData(400, """{"error":{"message":"too long"}}""", RemoteFault.Rejected, "refused the request (400): too long")]
    [InlineData(422, """{"detail":[{"msg":"field required"}]}""", RemoteFault.Rejected, "field required")]
    [InlineData(401, """{"error":{"message":"Incorrect key sk-…see"}}""", RemoteFault.Failed, "Check its Key or its KeyVariable")]
    [InlineData(404, """{"error":"model 'x' not found"}""", RemoteFault.Failed, "model 'x' not found")]
    [InlineData(500, "<html>oops</html>", RemoteFault.Failed, "failed (500)")]
    [InlineData(502, "", RemoteFault.Unavailable, "can't serve now (502)")]
    [InlineData(503, """{"error":{"message":"Loading model","type":"unavailable_error","code":503}}""", RemoteFault.NotReady, "is loading its model")]
    [InlineData(504, "", RemoteFault.TimedOut, "took too long")]
    [InlineData(307, "", RemoteFault.Failed, "redirects elsewhere (307)")]
    public async Task A_refusal_is_sorted_by_its_status(int status, string body, RemoteFault expected, string words)
    {
        _engine.On(Path, reply => reply.Json(body, status, ("Location", "http://elsewhere.invalid/")));

        var fault = await Remotes.Fault(_client);

        Assert.Equal((expected, status), (fault.Fault, fault.StatusCode));
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-", fault.Message, StringComparison.Ordinal);
        Assert.Single(_engine.Calls);
    }

    [Fact]
    public async Task A_busy_engine_says_how_long_to_wait()
    {
        _engine.On(Path, reply => reply.Json("""{"error":{"message":"Rate limit."}}""", 429, ("Retry-After", "7")));

        var fault = await Remotes.Fault(_client);

        Assert.Equal((RemoteFault.Busy, TimeSpan.FromSeconds(7)), (fault.Fault, fault.RetryAfter));
        Assert.Contains("Try again in 7 seconds", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engines_words_are_shortened_and_freed_of_the_key_and_of_control_characters()
    {
        var words = $"bad {Remotes.Key}\\u001b[31m\\n" + new string('x', 9000);
        _engine.On(Path, reply => reply.Json($$$"""{"error":{"message":"{{{words}}}"}}""", 400));

        var fault = await Remotes.Fault(_client);

        Assert.StartsWith("bad *** [31m xxx", fault.Words, StringComparison.Ordinal);
        Assert.Equal(500, fault.Words!.Length);
    }

    [Fact]
    public async Task An_engine_that_is_not_there_is_unreachable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var client = new OpenAiChatClient(Remotes.Options(new Uri($"http://127.0.0.1:{port}/v1")));

        var fault = await Remotes.Fault(client);

        Assert.Equal(RemoteFault.Unreachable, fault.Fault);
        Assert.DoesNotContain($"{port}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_speaks_no_HTTP_is_garbled()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var served = Serve();
        using var client = new OpenAiChatClient(
            Remotes.Options(new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/v1")));

        var fault = await Remotes.Fault(client);

        Assert.Equal(RemoteFault.Garbled, fault.Fault);
        await served;

        async Task Serve()
        {
            using var connection = await listener.AcceptTcpClientAsync();
            await connection.GetStream().WriteAsync("220 mail ready\r\n"u8.ToArray());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancellation_reaches_the_engine_at_once(bool inTheMiddle)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _engine.On(Path, async reply =>
        {
            if (inTheMiddle)
            {
                await reply.Events(OpenAiWords.Text("a"));
            }

            asked.SetResult();
            await reply.Hang();
            gone.SetResult();
        });
        using var cancellation = new CancellationTokenSource();
        var answer = _client.GetResponseAsync(Remotes.Hello, null, cancellation.Token);
        await asked.Task;

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await gone.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_caller_that_stops_reading_drops_the_engines_connection()
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _engine.On(Path, async reply =>
        {
            await reply.Events(OpenAiWords.Text("a"));
            await reply.Hang();
            gone.SetResult();
        });

        await foreach (var update in _client.GetStreamingResponseAsync(Remotes.Hello))
        {
            break;
        }

        await gone.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Other_streams_go_on_while_one_fails()
    {
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _engine.On(Path, async reply =>
        {
            if ((string)reply.Call.Body["model"]! == "bad")
            {
                await reply.Events("{");
                return;
            }

            await reply.Events(OpenAiWords.Text("good"));
            await failed.Task;
            await reply.Events(OpenAiWords.Answer(" day"));
        });
        var good = _client.GetResponseAsync(Remotes.Hello);

        await Assert.ThrowsAsync<RemoteEngineException>(() => _client.GetResponseAsync(Remotes.Hello, new() { ModelId = "bad" }));
        failed.SetResult();

        Assert.Equal("good day", (await good).Text);
    }
}
