using System.Text.Json.Nodes;
using Ganban.EngineDouble;

namespace Ganban.Server.Tests.Doors;

/// <summary>Guardrails at the other front doors: InvokeModel's headers, and its member of the body.</summary>
[Collection(DoorTests.Name)]
public sealed class DoorGuardrailTests : IAsyncLifetime, IDisposable
{
    private const string Chat = "/openai/v1/chat/completions";
    private const string Responses = "/openai/v1/responses";
    private const string Messages = "/anthropic/v1/messages";
    private const string Header = "X-Amzn-Bedrock-Guardrail";
    private const string Action = "amazon-bedrock-guardrailAction";
    private const string Masked = "Mail {EMAIL} now.";
    private readonly DoorServer _doors;
    private readonly DoorHttp _http;
    private string _id = "";

    public DoorGuardrailTests(DoorServer doors)
    {
        _doors = doors;
        _http = new DoorHttp(doors.Server.Address);
        _http.Headers.Add("anthropic-version", "2023-06-01");
        doors.Engine.On(DoorServer.Chat, reply => reply.Events(OpenAiWords.Answer("Mail a@exa", "mple.com", " now.")));
    }

    public async Task InitializeAsync()
    {
        var created = await _http.Ask("/guardrails", new
        {
            name = $"doors-{Guid.NewGuid():N}",
            blockedInputMessaging = "No input.",
            blockedOutputsMessaging = "No output.",
            wordPolicyConfig = new { wordsConfig = new[] { new { text = "falcon" } } },
            sensitiveInformationPolicyConfig = new
            {
                piiEntitiesConfig = new[] { new { type = "EMAIL", action = "ANONYMIZE" } },
            },
        });
        _id = (string)created["guardrailId"]!;
        _http.Headers.Add(Header + "Identifier", _id);
        _http.Headers.Add(Header + "Version", "DRAFT");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData(Chat)]
    [InlineData(Responses)]
    [InlineData(Messages)]
    public async Task A_blocked_prompt_is_answered_in_the_guardrails_words(string path)
    {
        var asked = _doors.Engine.Calls.Count;
        var answer = await _http.Ask(path, Body(path, "Tell me of the falcon"));
        var streamed = await _http.Stream(path, Body(path, "Tell me of the falcon", isStream: true));

        Assert.Equal(("No input.", "INTERVENED"), (Text(path, answer), (string)answer[Action]!));
        Assert.Equal("No input.", Text(path, streamed));
        Assert.Equal("INTERVENED", Told(streamed));
        Assert.Equal(asked, _doors.Engine.Calls.Count);
    }

    [Theory]
    [InlineData(Chat)]
    [InlineData(Responses)]
    [InlineData(Messages)]
    public async Task What_is_masked_reaches_neither_the_engine_nor_the_client(string path)
    {
        var answer = await _http.Ask(path, Body(path, "I am b@example.com"));
        var seen = _doors.Engine.Calls[^1].Body["messages"]!.ToJsonString();
        var streamed = await _http.Stream(path, Body(path, "Hi", isStream: true));

        Assert.Contains("I am {EMAIL}", seen, StringComparison.Ordinal);
        Assert.Equal((Masked, "INTERVENED"), (Text(path, answer), (string)answer[Action]!));
        Assert.Equal(Masked, Text(path, streamed));
        Assert.Equal("INTERVENED", Told(streamed));
    }

    [Fact]
    public async Task A_response_is_kept_as_it_was_masked()
    {
        var answer = await _http.Ask(Responses, Body(Responses, "Hi"));
        var kept = await _http.Get($"{Responses}/{(string)answer["id"]!}");

        Assert.Equal(Masked, Text(Responses, kept));
    }

    [Fact]
    public async Task Trace_and_tags_are_taken_as_InvokeModel_takes_them()
    {
        _http.Headers.Add("X-Amzn-Bedrock-Trace", "ENABLED");
        var body = Body(Chat, "falcon <amazon-bedrock-guardrails-guardContent_x1>Hi</amazon-bedrock-guardrails-guardContent_x1>");
        body["amazon-bedrock-guardrailConfig"] = new JsonObject { ["tagSuffix"] = "x1" };
        var answer = await _http.Ask(Chat, body);

        Assert.Equal("falcon Hi", (string)_doors.Engine.Calls[^1].Body["messages"]![0]!["content"]!);
        Assert.NotNull(answer["amazon-bedrock-trace"]!["guardrail"]!["input"]![_id]);
    }

    [Theory]
    [InlineData(Chat)]
    [InlineData(Responses)]
    [InlineData(Messages)]
    public async Task A_guardrail_that_is_not_there_or_half_named_is_refused(string path)
    {
        _http.Headers.Remove(Header + "Version");
        await AssertRefused(path, Body(path, "Hi"), 400, "need each other");
        _http.Headers.Add(Header + "Version", "7");
        await AssertRefused(path, Body(path, "Hi"), 400, "does not exist");
        _http.Headers.Remove(Header + "Version");
        _http.Headers.Remove(Header + "Identifier");
        var body = Body(path, "Hi");
        body["amazon-bedrock-guardrailConfig"] = new JsonObject { ["tagSuffix"] = "x1" };
        await AssertRefused(path, body, 400, "amazon-bedrock-guardrailConfig");
    }

    [Fact]
    public Task Embeddings_have_no_guardrails() => AssertRefused(
        "/openai/v1/embeddings",
        new JsonObject { ["model"] = DoorServer.Titan, ["input"] = "x" },
        501,
        "applies guardrails to conversations");

    private async Task AssertRefused(string path, JsonObject body, int status, string words)
    {
        using var response = await _http.Post(path, body);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(
            words, (string)(await DoorHttp.Json(response))["error"]!["message"]!, StringComparison.Ordinal);
    }

    private static JsonObject Body(string path, string text, bool isStream = false)
    {
        var body = new JsonObject { ["model"] = DoorServer.Llama, ["stream"] = isStream };
        if (path == Responses)
        {
            body["input"] = text;
            return body;
        }

        body["max_tokens"] = 30;
        body["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text });
        return body;
    }

    private static string? Text(string path, JsonNode answer) => path switch
    {
        Chat => (string?)answer["choices"]![0]!["message"]!["content"],
        Responses => (string?)answer["output"]![0]!["content"]![0]!["text"],
        _ => (string?)answer["content"]![0]!["text"],
    };

    private static string Text(string path, IReadOnlyList<ServerEvent> events) => string.Concat(
        events.Where(item => item.Data != "[DONE]").Select(item => path switch
        {
            Chat => (string?)item.Json["choices"]?.AsArray().FirstOrDefault()?["delta"]?["content"],
            Responses => item.Name == "response.output_text.delta" ? (string?)item.Json["delta"] : null,
            _ => (string?)item.Json["delta"]?["text"],
        }));

    private static string? Told(IReadOnlyList<ServerEvent> events)
    {
        var last = events.Last(item => item.Data != "[DONE]").Json;
        return (string?)(last["response"] ?? last)[Action];
    }
}
