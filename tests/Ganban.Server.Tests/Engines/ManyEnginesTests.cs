using System.Net;
using Ganban.EngineDouble;
using Ganban.Server.Tests.Models;
using Ganban.Server.Tests.Observation;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Engines;

/// <summary>Through the front door, to whichever engine answers.</summary>
public sealed class ManyEnginesTests : IClassFixture<ManyEngines>, IDisposable
{
    private const string Chat = "/v1/chat/completions";
    private const string Llama = "/model/meta.llama3-8b-instruct-v1:0";
    private static readonly object Hi = new { messages = new[] { new { role = "user", content = new[] { new { text = "Hi" } } } } };
    private readonly ManyEngines _engines;
    private readonly SignedHttp _http;

    public ManyEnginesTests(ManyEngines engines)
    {
        _engines = engines;
        _http = new SignedHttp(engines.Server.Address);
        engines.House.On(Chat, reply => reply.Events(OpenAiWords.Answer("House")));
        engines.Spare.On(Chat, reply => reply.Events(OpenAiWords.Answer("Spare")));
    }

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task The_first_engine_answers_while_it_can()
    {
        using var response = await _http.Post($"{Llama}/converse", Hi);

        Assert.Equal("House", await Text(response));
        Assert.Equal(("house (tiny)", null), (Header(response, "x-ganban-engine"), Header(response, "x-ganban-fallback-for")));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_fault_of_the_engine_leads_to_the_next_which_is_told(int status)
    {
        _engines.House.On(Chat, reply => reply.Json("""{"error":{"message":"no"}}""", status));

        using var whole = await _http.Post($"{Llama}/converse", Hi);
        Assert.Equal("Spare", await Text(whole));
        Assert.Equal(("spare (small)", "house"), (Header(whole, "x-ganban-engine"), Header(whole, "x-ganban-fallback-for")));

        using var native = await _http.Post($"{Llama}/invoke", new { prompt = "Hi" });
        Assert.Equal("Spare", (string)(await SignedHttp.Json(native))["generation"]!);
        Assert.Equal("house", Header(native, "x-ganban-fallback-for"));

        foreach (var (operation, body) in new[] { ("converse-stream", Hi), ("invoke-with-response-stream", new { prompt = "Hi" }) })
        {
            using var stream = await _http.Post($"{Llama}/{operation}", body);
            Assert.Equal(("spare (small)", "house"), (Header(stream, "x-ganban-engine"), Header(stream, "x-ganban-fallback-for")));
            await foreach (var (name, _) in stream.Events())
            {
                Assert.DoesNotContain("xception", name, StringComparison.Ordinal);
            }
        }

        Assert.Contains("The engine house failed, spare is asked in its place", _engines.Server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_of_the_request_is_answered_by_nobody_else()
    {
        _engines.House.On(Chat, reply => reply.Json("""{"error":{"message":"bad words"}}""", 400));
        var before = _engines.Spare.Calls.Count;

        using var response = await _http.Post($"{Llama}/converse", Hi);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(before, _engines.Spare.Calls.Count);
    }

    [Fact]
    public async Task A_balance_gives_each_its_turn()
    {
        var words = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            using var response = await _http.Post("/model/mistral.mistral-7b-instruct-v0:2/converse", Hi);
            words.Add(await Text(response));
        }

        Assert.Equal((2, 2), (words.Count(word => word == "House"), words.Count(word => word == "Spare")));
    }

    [Fact]
    public async Task The_invocation_log_names_both_engines_and_the_price_of_images()
    {
        const string Png = "iVBORw0KGgo=";
        _engines.House.On(Chat, reply => reply.Json("{}", 503));
        _engines.House.On("/v1/images/generations", reply => reply.Json($$"""{"data":[{"b64_json":"{{Png}}"},{"b64_json":"{{Png}}"}]}"""));
        var log = new LoggedCalls(_engines.Server.Data, "us-east-1", "many");
        await log.TurnOn(_http);
        using var converse = await _http.Post($"{Llama}/converse", Hi);
        using var images = await _http.Post(
            "/model/amazon.titan-image-generator-v2:0/invoke",
            new { taskType = "TEXT_IMAGE", textToImageParams = new { text = "a boat" }, imageGenerationConfig = new { numberOfImages = 2 } });
        Assert.Equal("house (dall-e-3)", Header(images, "x-ganban-engine"));
        Assert.Equal(2, (await SignedHttp.Json(images))["images"]!.AsArray().Count);

        var told = (await log.Of(converse))["ganban"]!;
        Assert.Equal(("spare (small)", "house"), ((string)told["engine"]!, (string)told["fallbackFor"]!));
        Assert.Equal(0.016m, (decimal)(await log.Of(images))["ganban"]!["price"]!["usd"]!);
    }

    [Fact]
    public async Task An_engine_that_fails_its_health_check_is_passed_over_until_it_is_well()
    {
        _engines.House.On("/v1/models", reply => reply.Json("{}", 500));
        await Until("spare (small)");
        var before = _engines.House.Calls.Count(call => call.Path == Chat);
        using var passed = await _http.Post("/model/ai21.jamba-1-5-mini-v1:0/converse", Hi);
        Assert.Equal("watched", Header(passed, "x-ganban-fallback-for"));
        Assert.Equal(before, _engines.House.Calls.Count(call => call.Path == Chat));

        _engines.House.On("/v1/models", reply => reply.Json("{}"));
        await Until("watched (tiny)");
        Assert.Contains("The engine watched is unhealthy and is passed over", _engines.Server.Output, StringComparison.Ordinal);

        // Checks come every second; each request is one look.
        async Task Until(string engine)
        {
            using var late = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            string? found;
            do
            {
                late.Token.ThrowIfCancellationRequested();
                using var response = await _http.Post("/model/ai21.jamba-1-5-mini-v1:0/converse", Hi);
                found = Header(response, "x-ganban-engine");
            }
            while (found != engine);
        }
    }

    [Fact]
    public async Task An_engine_with_one_place_refuses_the_second_request()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _engines.House.On(Chat, async reply =>
        {
            begun.TrySetResult();
            await goOn.Task;
            await reply.Events(OpenAiWords.Answer("House"));
        });

        var first = _http.Post("/model/cohere.command-r-v1:0/converse", Hi);
        await begun.Task;
        using var second = await _http.Post("/model/cohere.command-r-v1:0/converse", Hi);
        goOn.SetResult();

        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.StartsWith("ThrottlingException:", Header(second, "x-amzn-ErrorType"), StringComparison.Ordinal);
        using var answered = await first;
        Assert.Equal("House", await Text(answered));
    }

    [Fact]
    public async Task Stable_Diffusion_answers_in_the_familys_own_format()
    {
        _engines.Spare.On("/sdapi/v1/txt2img", reply => reply.Json("""{"images":["iVBORw0KGgo="],"info":"{\"all_seeds\":[9]}"}"""));

        using var response = await _http.Post("/model/stability.stable-image-core-v1:1/invoke", new { prompt = "a teapot" });

        var answer = await SignedHttp.Json(response);
        Assert.Equal("""{"seeds":[9],"finish_reasons":[null],"images":["iVBORw0KGgo="]}""", answer.ToJsonString());
        Assert.Equal("studio", Header(response, "x-ganban-engine"));
    }

    private static async Task<string> Text(HttpResponseMessage response) =>
        (string)(await SignedHttp.Json(response))["output"]!["message"]!["content"]![0]!["text"]!;

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? Assert.Single(values) : null;
}
