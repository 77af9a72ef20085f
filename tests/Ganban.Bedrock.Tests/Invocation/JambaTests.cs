using Microsoft.Extensions.AI;
using static Ganban.Bedrock.Tests.Invocation.ScriptedChatClient;

namespace Ganban.Bedrock.Tests.Invocation;

/// <summary>AI21 Jamba's format.</summary>
public sealed class JambaTests : IAsyncLifetime
{
    private const string Mini = "ai21.jamba-1-5-mini-v1:0";
    private const string Instruct = "ai21.jamba-instruct-v1:0";
    private const string Hi = """{"messages":[{"role":"user","content":"Say hi."}]""";
    private readonly Runtime _runtime = Runtime.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [Fact]
    public async Task A_chat_answers_with_one_choice_and_the_usage()
    {
        _runtime.Engine.Plays(Piece("Hi!"), End(2));

        var body = await _runtime.Invoke(Instruct, """
            {"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Say hi."}],
             "max_tokens":32,"temperature":0.75,"top_p":0.5,"n":1,"stop":["END"]}
            """);

        Wire.Same(
            """
            {"id":"chatcmpl-*","choices":[{"index":0,"finish_reason":"stop",
              "message":{"role":"assistant","content":"Hi!","tool_calls":null} }],
             "usage":{"prompt_tokens":8,"completion_tokens":2,"total_tokens":10} }
            """,
            body);
        var options = _runtime.Engine.Last.Options;
        Assert.Equal((32, 0.75f, 0.5f), (options.MaxOutputTokens, options.Temperature, options.TopP));
        Assert.Equal("2", _runtime.Headers["X-Amzn-Bedrock-Output-Token-Count"]);
    }

    [Fact]
    public async Task Defaults_are_those_of_the_family()
    {
        await _runtime.Invoke(Mini, Hi + "}");

        var options = _runtime.Engine.Last.Options;
        Assert.Equal((4096, 1f, 1f), (options.MaxOutputTokens, options.Temperature, options.TopP));
    }

    [Fact]
    public async Task A_stream_opens_with_the_role_and_ends_with_the_usage()
    {
        _runtime.Engine.Plays(Piece("Hi!"), End(2, ChatFinishReason.Length));

        var chunks = await _runtime.InvokeStream(Mini, Hi + "}");

        Wire.Same(
            [
                """{"id":"chatcmpl-*","choices":[{"index":0,"delta":{"role":"assistant"},"finish_reason":null}]}""",
                """{"id":"chatcmpl-*","choices":[{"index":0,"delta":{"content":"Hi!"},"finish_reason":null}]}""",
                """
                {"id":"chatcmpl-*","choices":[{"index":0,"delta":{"content":""},"finish_reason":"length"}],
                 "usage":{"prompt_tokens":8,"completion_tokens":2,"total_tokens":10},
                 "amazon-bedrock-invocationMetrics":
                  {"inputTokenCount":8,"outputTokenCount":2,"invocationLatency":420,"firstByteLatency":180} }
                """,
            ],
            chunks);
    }

    [Fact]
    public async Task Jamba_1_5_calls_tools()
    {
        _runtime.Engine.Plays(Call("look", "{}"), End(3, ChatFinishReason.ToolCalls));

        var body = await _runtime.Invoke(Mini, Hi + ""","tools":[{"type":"function","function":{"name":"look"}}]}""");

        Assert.Contains(
            "\"type\":\"function\",\"function\":{\"name\":\"look\",\"arguments\":\"{}\"}", body, StringComparison.Ordinal);
        Assert.Contains("\"finish_reason\":\"tool_calls\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_answers_are_several_choices() => Assert.Contains(
        "\"index\":2", await _runtime.Invoke(Mini, Hi + ""","n":3}"""), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{}""", "#: required key [messages] not found")]
    [InlineData("""{"messages":[{"role":"user","content":["x"]}]}""", "#/messages/0/content: expected type: String, found: JSONArray")]
    [InlineData("""{"messages":[{"role":"developer","content":"x"}]}""", "#/messages/0/role: developer is not a valid enum value")]
    [InlineData(Hi + ""","temperature":2.5}""", "#/temperature: 2.5 is not less or equal to 2")]
    [InlineData(Hi + ""","top_p":0}""", "#/top_p: 0 is not greater or equal to 0.01")]
    [InlineData(Hi + ""","max_tokens":4097}""", "#/max_tokens: 4097 is not less or equal to 4096")]
    [InlineData(Hi + ""","n":17}""", "#/n: 17 is not less or equal to 16")]
    [InlineData(Hi + ""","tools":[]}""", "#: extraneous key [tools] is not permitted")]
    [InlineData(Hi + ""","top_k":1}""", "#: extraneous key [top_k] is not permitted")]
    public Task Bodies_that_break_the_schema_are_refused(string body, string complaints) =>
        _runtime.AssertMalformed(Instruct, body, complaints);

    [Fact]
    public Task Documents_are_refused_by_name() => _runtime.AssertNotDone(
        Mini, Hi + ""","documents":[{"content":"x"}]}""", "documents in Jamba's format");
}
