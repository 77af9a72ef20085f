using Microsoft.Extensions.AI;
using static Ganban.Bedrock.Tests.Invocation.ScriptedChatClient;

namespace Ganban.Bedrock.Tests.Invocation;

/// <summary>Writer Palmyra's format.</summary>
public sealed class WriterTests : IAsyncLifetime
{
    private const string X5 = "us.writer.palmyra-x5-v1:0";
    private const string Hi = """{"messages":[{"role":"user","content":"2+2?"}]""";
    private readonly Runtime _runtime = Runtime.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [Fact]
    public async Task A_chat_answers_under_the_providers_name_of_the_model()
    {
        _runtime.Engine.Plays(Piece("4"), End(1));

        var body = await _runtime.Invoke(X5, Hi + ""","max_tokens":16,"temperature":0.25}""");

        Wire.Same(
            """
            {"id":"chatcmpl-*","object":"chat.completion","created":1,"model":"palmyra-x5",
             "choices":[{"index":0,"message":{"role":"assistant","content":"4"},"finish_reason":"stop"}],
             "usage":{"prompt_tokens":8,"completion_tokens":1,"total_tokens":9} }
            """,
            body);
        Assert.Equal("1", _runtime.Headers["X-Amzn-Bedrock-Output-Token-Count"]);
        var options = _runtime.Engine.Last.Options;
        Assert.Equal((16, 0.25f), (options.MaxOutputTokens, options.Temperature));
    }

    [Fact]
    public async Task A_prompt_is_answered_by_choices_of_text()
    {
        _runtime.Engine.Plays(Piece("4"), End(1, ChatFinishReason.Length));

        var body = await _runtime.Invoke(X5, """{"prompt":"2+2?","max_tokens":1}""");
        var chunks = await _runtime.InvokeStream(X5, """{"prompt":"2+2?","max_tokens":1}""");

        Wire.Same(
            """
            {"id":"chatcmpl-*","object":"text_completion","created":1,"model":"palmyra-x5",
             "choices":[{"index":0,"text":"4","finish_reason":"length"}],
             "usage":{"prompt_tokens":8,"completion_tokens":1,"total_tokens":9} }
            """,
            body);
        Assert.Equal(2, chunks.Count);
        Assert.Contains("""[{"index":0,"text":"4","finish_reason":null}]""", chunks[0], StringComparison.Ordinal);
        Assert.Contains("amazon-bedrock-invocationMetrics", chunks[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_call_streams_in_one_piece()
    {
        _runtime.Engine.Plays(Call("look", """{"at":1}"""), End(3, ChatFinishReason.ToolCalls));

        var chunks = await _runtime.InvokeStream(
            X5, Hi + ""","tools":[{"type":"function","function":{"name":"look"}}],"tool_choice":"auto"}""");

        Assert.Equal(3, chunks.Count);
        Assert.Contains("""
            "name":"look","arguments":"{\"at\":1}"
            """, chunks[1], StringComparison.Ordinal);
        Assert.Contains("\"finish_reason\":\"tool_calls\"", chunks[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""", "#: required key [messages] not found")]
    [InlineData("""{"prompt":"x","messages":[]}""", "#: extraneous key [messages] is not permitted")]
    [InlineData("""{"messages":7}""", "#/messages: expected type: JSONArray, found: Integer")]
    [InlineData(Hi + ""","max_tokens":8193}""", "#/max_tokens: 8193 is not less or equal to 8192")]
    [InlineData(Hi + ""","top_p":1.5}""", "#/top_p: 1.5 is not less or equal to 1")]
    [InlineData(Hi + ""","foo":1}""", "#: extraneous key [foo] is not permitted")]
    public Task Bodies_that_break_the_schema_are_refused(string body, string complaints) =>
        _runtime.AssertMalformed(X5, body, complaints);
}
