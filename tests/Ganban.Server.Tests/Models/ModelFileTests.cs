using System.Net;
using System.Text.Json.Nodes;
using Ganban.Server.Tests.Clients;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Models;

/// <summary>Models bound to files: within a memory budget, and whatever happens to the files.</summary>
public sealed class ModelFileTests : IClassFixture<FileServer>, IDisposable
{
    private static readonly object Hi = Body("Hi", maxTokens: 4);
    private readonly FileServer _files;
    private readonly SignedHttp _http;

    public ModelFileTests(FileServer files)
    {
        _files = files;
        _http = new SignedHttp(files.Server.Address);
    }

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Files_that_do_not_fit_together_all_answer_in_turn()
    {
        foreach (var (engine, model) in new[]
        {
            ("one", FileServer.One), ("two", FileServer.Two), ("three", FileServer.Three), ("one", FileServer.One),
        })
        {
            using var response = await PostUntil(HttpStatusCode.OK, model);

            Assert.Equal($"{engine} ({engine})", Assert.Single(response.Headers.GetValues("x-ganban-engine")));
        }

        await AssertLogged($"Opened the model {_files.PathOf("three")} in");
        await AssertLogged($"Closed the model {_files.PathOf("two")};");
    }

    [Fact]
    public async Task A_model_in_use_stays_and_the_one_without_room_answers_when_it_has_some()
    {
        using var one = await Begin(FileServer.One);
        await using (var stream = one.Events().GetAsyncEnumerator())
        {
            using var two = await Begin(FileServer.Two);
            foreach (var operation in new[] { "converse", "converse-stream" })
            {
                using var refused = await _http.Post($"/model/{FileServer.Three}/{operation}", Hi);
                await AssertError(refused, 429, "ModelNotReadyException", "'three' has no room beside the models in use");
            }

            using var uncounted = await _http.Post($"/model/{FileServer.Three}/count-tokens", Counted());
            await AssertError(uncounted, 503, "ServiceUnavailableException", "Send the request again later.");
            await AssertGoesOn(stream);
        }

        using var answered = await PostUntil(HttpStatusCode.OK, FileServer.Three);
    }

    [Fact]
    public async Task A_file_that_is_removed_serves_its_stream_on_and_is_missed_by_the_next_request()
    {
        using var response = await Begin(FileServer.One);
        await using var stream = response.Events().GetAsyncEnumerator();
        await AssertGoesOn(stream);

        File.Move(_files.PathOf("one"), _files.PathOf("away"));
        using var missing = await _http.Post($"/model/{FileServer.One}/converse-stream", Hi); // asks for no room
        await AssertError(missing, 424, "ModelErrorException", "The engine 'one' can't be opened.");
        await AssertGoesOn(stream);

        File.Move(_files.PathOf("away"), _files.PathOf("one"));
        using var back = await PostUntil(HttpStatusCode.OK, FileServer.One);
    }

    [Fact]
    public async Task A_file_that_is_written_to_under_a_stream_ends_that_with_its_error_and_is_opened_anew()
    {
        using var response = await Begin(FileServer.Two);
        await using var stream = response.Events().GetAsyncEnumerator();
        await AssertGoesOn(stream);

        File.SetLastWriteTimeUtc(_files.PathOf("two"), new DateTime(2001, 2, 3));
        var last = stream.Current;
        while (await stream.MoveNextAsync())
        {
            last = stream.Current;
        }

        Assert.Equal("modelStreamErrorException", last.Name);
        AssertTellsNoPath((string)last.Body["message"]!);
        await AssertLogged("was changed while it was in use");
        using var next = await PostUntil(HttpStatusCode.OK, FileServer.Two);
    }

    [Theory]
    [InlineData(FileServer.Cut, "'cut' can't be opened", "it may be truncated")]
    [InlineData(FileServer.Huge, "'huge' can't be opened", "The engine huge can't be opened: The model")]
    public async Task A_file_that_cannot_serve_is_a_modelled_error_and_the_log_tells_why(
        string model, string message, string reason)
    {
        using var response = await Begin(FileServer.One);
        await using var stream = response.Events().GetAsyncEnumerator();
        foreach (var operation in new[] { "converse", "converse-stream" })
        {
            using var refused = await PostUntil(HttpStatusCode.FailedDependency, model, operation);
            await AssertError(refused, 424, "ModelErrorException", message);
        }

        using var uncounted = await _http.Post($"/model/{model}/count-tokens", Counted());
        await AssertError(uncounted, 503, "ServiceUnavailableException", message);
        await AssertLogged(reason);
        await AssertGoesOn(stream);
    }

    [Fact]
    public async Task A_template_that_never_ends_is_refused_while_another_models_stream_goes_on()
    {
        using var response = await Begin(FileServer.One);
        await using var stream = response.Events().GetAsyncEnumerator();

        var poisoned = PostUntil(HttpStatusCode.BadRequest, FileServer.Poisoned);
        await AssertGoesOn(stream);
        using var refused = await poisoned;

        await AssertError(refused, 400, "ValidationException", "steps");
        await AssertGoesOn(stream);
    }

    [Fact]
    public async Task A_prompt_beyond_the_engines_context_window_is_refused_with_both_numbers()
    {
        var body = Body(string.Concat(Enumerable.Repeat("bread and butter ", 200)), maxTokens: 4);
        foreach (var operation in new[] { "converse", "converse-stream" })
        {
            using var refused = await PostUntil(HttpStatusCode.BadRequest, FileServer.Short, operation, body);
            await AssertError(refused, 400, "ValidationException", "Input is too long for requested model.");
            Assert.Contains(
                $"window holds {FileServer.ShortContext}.",
                (string)(await SignedHttp.Json(refused))["message"]!,
                StringComparison.Ordinal);
        }
    }

    private static object Body(string text, int maxTokens) => new
    {
        messages = new[] { new { role = "user", content = new[] { new { text } } } },
        inferenceConfig = new { maxTokens },
    };

    private static object Counted() => new
    {
        input = new
        {
            converse = new { messages = new[] { new { role = "user", content = new[] { new { text = "Hi" } } } } },
        },
    };

    private async Task<HttpResponseMessage> Begin(string model)
    {
        var response = await PostUntil(HttpStatusCode.OK, model, "converse-stream", LongAnswer.Body);
        return response;
    }

    // Streams of the test before keep their memory until the server has noticed that their client is gone.
    private async Task<HttpResponseMessage> PostUntil(
        HttpStatusCode status, string model, string operation = "converse", object? body = null)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            timeout.Token.ThrowIfCancellationRequested();
            var response = await _http.Post($"/model/{model}/{operation}", body ?? Hi);
            if (response.StatusCode == status)
            {
                return response;
            }

            Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
            response.Dispose();
        }
    }

    // The log is written beside the answers.
    private async Task AssertLogged(string text)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!_files.Server.Output.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(timeout.IsCancellationRequested, $"The log does not say '{text}':\n{_files.Server.Output}");
            using var alive = await _http.Get("/health/live");
        }
    }

    private static async Task AssertGoesOn(IAsyncEnumerator<(string Name, JsonNode Body)> stream)
    {
        for (var more = 0; more < 10; more++)
        {
            Assert.True(await stream.MoveNextAsync());
            Assert.Contains(stream.Current.Name, new[] { "messageStart", "contentBlockDelta" });
        }
    }

    private async Task AssertError(HttpResponseMessage response, int status, string code, string message)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.StartsWith(code + ":", Assert.Single(response.Headers.GetValues("x-amzn-ErrorType")), StringComparison.Ordinal);
        var told = (string)(await SignedHttp.Json(response))["message"]!;
        Assert.Contains(message, told, StringComparison.Ordinal);
        AssertTellsNoPath(told);
    }

    private void AssertTellsNoPath(string message) =>
        Assert.DoesNotContain(_files.Server.Data, message, StringComparison.Ordinal);
}
