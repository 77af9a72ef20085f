using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.EngineDouble;
using Ganban.Inference.Chat;
using Ganban.Inference.Remote;
using Ganban.Inference.Remote.Ollama;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Tests.Remote;

public sealed class OllamaTests : IAsyncLifetime, IDisposable
{
    private const string Path = "/api/chat";
    private const string Done = """
        {"model":"tiny","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":9,"eval_count":2}
        """;

    private LoopbackEngine _engine = null!;
    private OllamaChatClient _client = null!;

    public async Task InitializeAsync()
    {
        _engine = await LoopbackEngine.Start();
        _client = new OllamaChatClient(Remotes.Options(_engine.Address));
        _engine.On(Path, reply => reply.Lines(Line("""{"content":"Good"}"""), Line("""{"content":" day"}"""), Done));
    }

    public Task DisposeAsync() => _engine.DisposeAsync().AsTask();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Words_come_one_by_one_and_usage_at_the_end()
    {
        var updates = await Remotes.Stream(_client);

        Assert.Equal(["Good", " day"], updates.Select(update => update.Text).Where(text => text.Length > 0));
        Assert.Equal(ChatFinishReason.Stop, updates[^1].FinishReason);
        var usage = Assert.Single(updates[^1].Contents.OfType<UsageContent>()).Details;
        Assert.Equal((9, 2, 11), (usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount));
    }

    [Fact]
    public async Task The_request_holds_every_option_and_forbids_dropping_the_beginning()
    {
        using var client = new OllamaChatClient(new RemoteEngineOptions
        {
            Name = "house",
            Url = _engine.Address,
            Model = "llama3.2:1b",
            ContextLength = 8192,
        });
        var schema = JsonDocument.Parse("""{"type":"object"}""").RootElement;
        await Remotes.Stream(client, [new(ChatRole.User, [new TextContent("What?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png")])], new ChatOptions
        {
            Instructions = "Be brief.",
            Temperature = 0.5f,
            TopP = 0.25f,
            TopK = 40,
            FrequencyPenalty = 0.125f,
            PresencePenalty = 0.75f,
            Seed = 42,
            MaxOutputTokens = 99,
            StopSequences = ["END"],
            ResponseFormat = ChatResponseFormat.ForJsonSchema(schema),
            Reasoning = new ReasoningOptions { Effort = ReasoningEffort.None },
        });

        Assert.Null(_engine.Last.Authorization);
        AssertJson(
            """
            {"model":"llama3.2:1b",
             "messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"What?","images":["AQID"]}],
             "stream":true,"truncate":false,"shift":false,"format":{"type":"object"},"think":false,
             "options":{"num_ctx":8192,"num_predict":99,"temperature":0.5,"top_p":0.25,"top_k":40,
                        "frequency_penalty":0.125,"presence_penalty":0.75,"seed":42,"stop":["END"]}}
            """,
            _engine.Last.Body);
    }

    [Fact]
    public async Task Tools_are_offered_called_and_answered()
    {
        _engine.On(Path, reply => reply.Lines(
            Line("""{"content":"","thinking":"I need it."}"""),
            Line("""{"content":"","tool_calls":[{"function":{"name":"weather","arguments":{"city":"京都"}}}]}"""),
            Done));
        var weather = AIFunctionFactory.CreateDeclaration("weather", "Tells it.", JsonDocument.Parse("""{"type":"object"}""").RootElement);

        var updates = await Remotes.Stream(
            _client,
            [
                new(ChatRole.User, "Weather?"),
                new(ChatRole.Assistant, [new FunctionCallContent("a", "weather", new Dictionary<string, object?> { ["city"] = "Nara" })]),
                new(ChatRole.Tool, [new FunctionResultContent("a", "rain")]),
            ],
            new ChatOptions { Tools = [weather] });

        var call = Assert.Single(updates.SelectMany(update => update.Contents).OfType<FunctionCallContent>());
        Assert.Equal(("weather", "京都"), (call.Name, ((JsonElement)call.Arguments!["city"]!).GetString()));
        Assert.Equal(ChatFinishReason.ToolCalls, updates[^1].FinishReason);
        Assert.Equal("I need it.", Assert.Single(updates.SelectMany(update => update.Contents).OfType<TextReasoningContent>()).Text);
        AssertJson(
            """
            [{"role":"user","content":"Weather?"},
             {"role":"assistant","content":"","tool_calls":[{"function":{"name":"weather","arguments":{"city":"Nara"}}}]},
             {"role":"tool","content":"rain","tool_name":"weather"}]
            """,
            _engine.Last.Body["messages"]!);
        AssertJson(
            """[{"type":"function","function":{"name":"weather","description":"Tells it.","parameters":{"type":"object"}}}]""",
            _engine.Last.Body["tools"]!);
    }

    [Fact]
    public async Task A_demanded_call_is_refused_because_the_API_cant_demand_it()
    {
        var weather = AIFunctionFactory.CreateDeclaration("weather", null, JsonDocument.Parse("""{"type":"object"}""").RootElement);

        await Assert.ThrowsAsync<UnsupportedContentException>(() => Remotes.Stream(
            _client, null, new ChatOptions { Tools = [weather], ToolMode = ChatToolMode.RequireAny }));
        await Remotes.Stream(_client, null, new ChatOptions { Tools = [weather], ToolMode = ChatToolMode.None });

        Assert.Null(Assert.Single(_engine.Calls).Body["tools"]);
    }

    [Theory]
    [InlineData("""{"error":"model runner has unexpectedly stopped"}""", RemoteFault.Failed)]
    [InlineData("""{"message":{"content":"a"},"done":false}""", RemoteFault.Broken)]
    [InlineData("""{"message":5}""", RemoteFault.Garbled)]
    [InlineData("hello", RemoteFault.Garbled)]
    [InlineData("", RemoteFault.Garbled)]
    public async Task What_is_no_whole_answer_is_a_fault(string line, RemoteFault expected)
    {
        _engine.On(Path, reply => reply.Lines(line));

        Assert.Equal(expected, (await Remotes.Fault(_client)).Fault);
    }

    [Fact]
    public async Task The_token_limit_is_told()
    {
        _engine.On(Path, reply => reply.Lines(Done.Replace("\"stop\"", "\"length\"", StringComparison.Ordinal)));

        Assert.Equal(ChatFinishReason.Length, (await Remotes.Stream(_client))[^1].FinishReason);
    }

    private static string Line(string message) => $$"""{"model":"tiny","message":{{message}},"done":false}""";

    private static void AssertJson(string expected, JsonNode actual) => Assert.True(
        JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual.ToJsonString());
}
