using Microsoft.Extensions.AI;
using static Ganban.Bedrock.Tests.Invocation.ScriptedChatClient;

namespace Ganban.Bedrock.Tests.Invocation;

/// <summary>The format of gpt-oss, Qwen, DeepSeek V3 and other open models.</summary>
public sealed class OpenAiChatTests : IAsyncLifetime
{
    private const string GptOss = "openai.gpt-oss-20b-1:0";
    private const string Qwen = "qwen.qwen3-32b-v1:0";

    private readonly Runtime _runtime = Runtime.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [Fact]
    public async Task A_chat_answers_with_one_choice_and_the_usage()
    {
        _runtime.Engine.Plays(Thought("triv"), Thought("ial"), Piece("4"), End(12));

        var body = await _runtime.Invoke(GptOss, """
            {"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"2+2?"}],
             "max_completion_tokens":64,"temperature":0.25,"top_p":0.5,"stop":["END"],"reasoning_effort":"low"}
            """);

        Wire.Same(
            """
            {"id":"chatcmpl-*","object":"chat.completion","created":1,"model":"openai.gpt-oss-20b-1:0",
             "choices":[{"index":0,"message":{"role":"assistant","content":"<reasoning>trivial</reasoning>4"},
              "finish_reason":"stop"}],
             "usage":{"prompt_tokens":8,"completion_tokens":12,"total_tokens":20}}
            """,
            body);
        Assert.Equal("8", _runtime.Headers["X-Amzn-Bedrock-Input-Token-Count"]);
        Assert.Equal("12", _runtime.Headers["X-Amzn-Bedrock-Output-Token-Count"]);
        Assert.Equal("420", _runtime.Headers["X-Amzn-Bedrock-Invocation-Latency"]);
        var (messages, options) = _runtime.Engine.Last;
        Assert.Equal(
            [(ChatRole.System, "Be brief."), (ChatRole.User, "2+2?")],
            messages.Select(message => (message.Role, message.Text)));
        Assert.Equal((64, 0.25f, 0.5f), (options.MaxOutputTokens, options.Temperature, options.TopP));
        Assert.Equal(["END"], options.StopSequences);
    }

    [Fact]
    public async Task Reasoning_of_other_models_has_a_member_of_its_own()
    {
        _runtime.Engine.Plays(Thought("trivial"), Piece("4"), End(2, ChatFinishReason.Length));

        var body = await _runtime.Invoke(Qwen, """{"messages":[{"role":"user","content":"2+2?"}],"max_tokens":2}""");

        Assert.Contains(
            "\"message\":{\"role\":\"assistant\",\"content\":\"4\",\"reasoning\":\"trivial\"},\"finish_reason\":\"length\"",
            body,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_opens_with_the_role_and_ends_with_the_reason_and_the_metrics()
    {
        _runtime.Engine.Plays(Thought("hm"), Piece("4"), Piece("."), End(3));

        var chunks = await _runtime.InvokeStream(
            GptOss, """{"messages":[{"role":"user","content":"2+2?"}],"stream":true}""");

        Wire.Same(
            [
                Chunk("""{"role":"assistant","content":""}"""),
                Chunk("""{"content":"<reasoning>hm"}"""),
                Chunk("""{"content":"</reasoning>"}"""),
                Chunk("""{"content":"4"}"""),
                Chunk("""{"content":"."}"""),
                Chunk(
                    "{}",
                    "\"stop\"",
                    """
                    ,"amazon-bedrock-invocationMetrics":
                     {"inputTokenCount":8,"outputTokenCount":3,"invocationLatency":420,"firstByteLatency":180}
                    """),
            ],
            chunks);
    }

    [Fact]
    public async Task A_tool_call_has_an_id_and_its_arguments_as_text()
    {
        _runtime.Engine.Plays(Call("stock_level", """{"part":"M4"}"""), End(9, ChatFinishReason.ToolCalls));
        var request = $$"""{"messages":[{"role":"user","content":"How many?"}],{{Wire.StockTool}},"tool_choice":"required"}""";

        var body = await _runtime.Invoke(Qwen, request);
        var chunks = await _runtime.InvokeStream(Qwen, request);

        Wire.Same(
            """
            {"id":"chatcmpl-*","object":"chat.completion","created":1,"model":"qwen.qwen3-32b-v1:0",
             "choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":null,"tool_calls":
              [{"id":"call_*","type":"function","function":{"name":"stock_level","arguments":"{\"part\":\"M4\"}"} }]} }],
             "usage":{"prompt_tokens":8,"completion_tokens":9,"total_tokens":17} }
            """,
            body);
        Assert.Contains("\"delta\":{\"tool_calls\":[{\"id\":\"call_", chunks[1], StringComparison.Ordinal);
        Assert.Contains("\"index\":0}]", chunks[1], StringComparison.Ordinal);
        Assert.Contains("\"finish_reason\":\"tool_calls\"", chunks[2], StringComparison.Ordinal);
        Assert.Equal(ChatToolMode.RequireAny, _runtime.Engine.Last.Options.ToolMode);
        Assert.Equal("stock_level", Assert.Single(_runtime.Engine.Last.Options.Tools!).Name);
    }

    [Fact]
    public async Task Calls_and_results_of_earlier_turns_reach_the_engine()
    {
        await _runtime.Invoke(Qwen, $$"""
            {"messages":[{"role":"user","content":[{"type":"text","text":"How many?"}]},
              {"role":"assistant","content":null,"tool_calls":
               [{"id":"c1","type":"function","function":{"name":"stock_level","arguments":"{\"part\":\"M4\"}"} }]},
              {"role":"tool","tool_call_id":"c1","content":"240"}],{{Wire.StockTool}},
             "tool_choice":{"type":"function","function":{"name":"stock_level"} } }
            """);

        var (messages, options) = _runtime.Engine.Last;
        Assert.Equal([ChatRole.User, ChatRole.Assistant, ChatRole.Tool], messages.Select(message => message.Role));
        var call = Assert.IsType<FunctionCallContent>(Assert.Single(messages[1].Contents));
        Assert.Equal(("c1", "stock_level", "M4"), (call.CallId, call.Name, call.Arguments!["part"]!.ToString()));
        var result = Assert.IsType<FunctionResultContent>(Assert.Single(messages[2].Contents));
        Assert.Equal(("c1", "240"), (result.CallId, result.Result));
        Assert.Equal(ChatToolMode.RequireSpecific("stock_level"), options.ToolMode);
    }

    [Fact]
    public async Task Several_answers_are_several_choices()
    {
        _runtime.Engine.Plays(Piece("a"), End(2));
        const string Request = """{"messages":[{"role":"user","content":"x"}],"n":2,"seed":7}""";

        var body = await _runtime.Invoke(Qwen, Request);
        var chunks = await _runtime.InvokeStream(Qwen, Request);

        Assert.Contains("\"index\":1", body, StringComparison.Ordinal);
        Assert.Contains("\"completion_tokens\":4", body, StringComparison.Ordinal);
        Assert.Equal(6, chunks.Count);
        Assert.Equal(3, chunks.Count(chunk => chunk.Contains("\"index\":1", StringComparison.Ordinal)));
        Assert.Contains("\"inputTokenCount\":16,\"outputTokenCount\":4", chunks[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(chunks.SkipLast(1), chunk => chunk.Contains("Metrics", StringComparison.Ordinal));
        Assert.Equal(7, _runtime.Engine.Last.Options.Seed);
    }

    [Fact]
    public async Task An_image_reaches_the_engine_where_the_model_sees()
    {
        const string Body = """
            {"messages":[{"role":"user","content":[{"type":"text","text":"What?"},
             {"type":"image_url","image_url":{"url":"data:image/png;base64,AQID"} }]}]}
            """;
        await _runtime.Invoke("qwen.qwen3-vl-235b-a22b", Body);
        var image = Assert.IsType<DataContent>(_runtime.Engine.Last.Messages[0].Contents[1]);
        var error = await _runtime.Refused("InvokeModel", GptOss, Body);

        Assert.Equal(("image/png", 3), (image.MediaType, image.Data.Length));
        Assert.Equal("This model doesn't support the image field. Remove image and try again.", error.Message);
    }

    [Fact]
    public async Task A_schema_for_the_answer_is_kept()
    {
        await _runtime.Invoke(Qwen, """
            {"messages":[{"role":"user","content":"x"}],"response_format":
             {"type":"json_schema","json_schema":{"name":"part","schema":{"type":"object"},"strict":true} } }
            """);

        Assert.Equal("part", Assert.IsType<ChatResponseFormatJson>(_runtime.Engine.Last.Options.ResponseFormat).SchemaName);
    }

    [Theory]
    [InlineData("""{"max_tokens":5}""", "#: required key [messages] not found")]
    [InlineData("""{"messages":[]}""", "#/messages: expected minimum item count: 1, found: 0")]
    [InlineData("""{"messages":"Hi"}""", "#/messages: expected type: JSONArray, found: String")]
    [InlineData("""{"messages":[{"role":"bot","content":"x"}]}""", "#/messages/0/role: bot is not a valid enum value")]
    [InlineData("""{"messages":[{"role":"user","content":5}]}""", "#/messages/0/content: expected type: String, found: Integer")]
    [InlineData("""{"messages":[{"role":"user","content":"x","mood":1}]}""", "#/messages/0: extraneous key [mood] is not permitted")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"foo":1}""", "#: extraneous key [foo] is not permitted")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"temperature":2.5}""", "#/temperature: 2.5 is not less or equal to 2")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"max_tokens":0}""", "#/max_tokens: 0 is not greater or equal to 1")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"reasoning_effort":"some"}""", "#/reasoning_effort: some is not a valid enum value")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"tool_choice":"required"}""", "#/tool_choice: required needs tools")]
    [InlineData(
        """{"messages":[{"role":"assistant","tool_calls":[{"id":"c","function":{"name":"f","arguments":"no"}}]},{"role":"user","content":"x"}]}""",
        "#/messages/0/tool_calls/0/function/arguments: is not a JSON object written as text")]
    public Task Bodies_that_break_the_schema_are_refused(string body, string complaints) =>
        _runtime.AssertMalformed(GptOss, body, complaints);

    [Theory]
    [InlineData("openai.gpt-oss-20b-1:0")]
    [InlineData("us.openai.gpt-oss-20b-1:0")]
    public async Task The_body_may_name_the_model_and_no_other(string name)
    {
        await _runtime.Invoke(GptOss, $$"""{"model":"{{name}}","messages":[{"role":"user","content":"x"}]}""");
        var error = await _runtime.Refused(
            "InvokeModel", Qwen, $$"""{"model":"{{name}}","messages":[{"role":"user","content":"x"}]}""");

        Assert.Equal("ValidationException", error.Code);
        Assert.Contains("is not the one that the request is sent to", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_begun_for_the_model_is_refused()
    {
        var error = await _runtime.Refused(
            "InvokeModel", Qwen, """{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"y"}]}""");

        Assert.Contains("does not support assistant message prefill", error.Message, StringComparison.Ordinal);
    }

    private static string Chunk(string delta, string reason = "null", string rest = "") => $$"""
        {"id":"chatcmpl-*","object":"chat.completion.chunk","created":1,"model":"openai.gpt-oss-20b-1:0",
         "choices":[{"index":0,"delta":{{delta}},"finish_reason":{{reason}} }]{{rest}} }
        """;
}
