using Microsoft.Extensions.AI;
using static Ganban.Bedrock.Tests.Invocation.ScriptedChatClient;

namespace Ganban.Bedrock.Tests.Invocation;

/// <summary>The format of Amazon Nova's understanding models.</summary>
public sealed class NovaTests : IAsyncLifetime
{
    private const string Lite = "amazon.nova-lite-v1:0";
    private const string Micro = "amazon.nova-micro-v1:0";
    private const string Nova2 = "us.amazon.nova-2-lite-v1:0";
    private const string Hi = """{"messages":[{"role":"user","content":[{"text":"Opposite of cold?"}]}]""";
    private const string Tools = """
        "toolConfig":{"tools":[{"toolSpec":{"name":"stock_level","description":"stock of a part","inputSchema":{"json":
         {"type":"object","properties":{"part":{"type":"string"}},"required":["part"]} } } }]
        """;

    private readonly Runtime _runtime = Runtime.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [Fact]
    public async Task A_message_comes_with_its_usage_and_the_caches()
    {
        _runtime.Engine.Plays(Piece("Hot"), End(2, stop: "#"));

        var body = await _runtime.Invoke(Lite, """
            {"schemaVersion":"messages-v1","system":[{"text":"Answer in one word."}],
             "messages":[{"role":"user","content":[{"text":"Opposite of cold?"}]}],
             "inferenceConfig":{"maxTokens":20,"temperature":0.25,"topP":0.75,"topK":20,"stopSequences":["#"]} }
            """);

        Wire.Same(
            """
            {"output":{"message":{"content":[{"text":"Hot"}],"role":"assistant"} },"stopReason":"stop_sequence","usage":
             {"inputTokens":8,"outputTokens":2,"totalTokens":10,
              "cacheReadInputTokenCount":0,"cacheWriteInputTokenCount":0} }
            """,
            body);
        Assert.Equal("8", _runtime.Headers["X-Amzn-Bedrock-Input-Token-Count"]);
        Assert.Equal("0", _runtime.Headers["X-Amzn-Bedrock-Cache-Read-Input-Token-Count"]);
        Assert.Equal("0", _runtime.Headers["X-Amzn-Bedrock-Cache-Write-Input-Token-Count"]);
        var (messages, options) = _runtime.Engine.Last;
        Assert.Equal(
            [(ChatRole.System, "Answer in one word."), (ChatRole.User, "Opposite of cold?")],
            messages.Select(message => (message.Role, message.Text)));
        Assert.Equal(
            (20, 0.25f, 0.75f, 20), (options.MaxOutputTokens, options.Temperature, options.TopP, options.TopK));
    }

    [Theory]
    [InlineData(Lite, 50)]
    [InlineData(Nova2, null)]
    public async Task Defaults_are_those_of_the_family(string model, int? topK)
    {
        await _runtime.Invoke(model, Hi + "}");

        var options = _runtime.Engine.Last.Options;
        Assert.Equal((0.7f, 0.9f, topK), (options.Temperature, options.TopP, options.TopK));
    }

    [Fact]
    public async Task A_tool_call_has_an_id_and_stands_behind_the_thought()
    {
        _runtime.Engine.Plays(
            Thought("I should look."), Call("stock_level", """{"part":"M4"}"""), End(9, ChatFinishReason.ToolCalls));

        var body = await _runtime.Invoke(Lite, $$"""{{Hi}},{{Tools}},"toolChoice":{"any":{} } } }""");

        Wire.Same(
            """
            {"output":{"message":{"content":[{"text":"<thinking>I should look.</thinking>\n"},
              {"toolUse":{"name":"stock_level","toolUseId":"uuid","input":{"part":"M4"} } }],"role":"assistant"} },
             "stopReason":"tool_use","usage":{"inputTokens":8,"outputTokens":9,"totalTokens":17,
              "cacheReadInputTokenCount":0,"cacheWriteInputTokenCount":0} }
            """,
            body);
        Assert.Equal(ChatToolMode.RequireAny, _runtime.Engine.Last.Options.ToolMode);
    }

    [Fact]
    public async Task Every_text_of_a_stream_is_a_block_and_so_is_a_call()
    {
        _runtime.Engine.Plays(
            Piece("Hot"), Piece("."), Call("stock_level", """{"part":"M4"}"""), End(3, ChatFinishReason.ToolCalls));

        var chunks = await _runtime.InvokeStream(Lite, $$"""{{Hi}},{{Tools}} } }""");

        Wire.Same(
            [
                """{"messageStart":{"role":"assistant"} }""",
                """{"contentBlockDelta":{"delta":{"text":"Hot"},"contentBlockIndex":0} }""",
                """{"contentBlockStop":{"contentBlockIndex":0} }""",
                """{"contentBlockDelta":{"delta":{"text":"."},"contentBlockIndex":1} }""",
                """{"contentBlockStop":{"contentBlockIndex":1} }""",
                """
                {"contentBlockStart":
                 {"start":{"toolUse":{"toolUseId":"uuid","name":"stock_level"} },"contentBlockIndex":2} }
                """,
                """
                {"contentBlockDelta":{"delta":{"toolUse":{"input":"{\"part\":\"M4\"}"} },"contentBlockIndex":2} }
                """,
                """{"contentBlockStop":{"contentBlockIndex":2} }""",
                """{"messageStop":{"stopReason":"tool_use"} }""",
                """
                {"metadata":{"usage":{"inputTokens":8,"outputTokens":3,
                  "cacheReadInputTokenCount":0,"cacheWriteInputTokenCount":0},"metrics":{},"trace":{} },
                 "amazon-bedrock-invocationMetrics":
                  {"inputTokenCount":8,"outputTokenCount":3,"invocationLatency":420,"firstByteLatency":180,
                   "cacheReadInputTokenCount":0,"cacheWriteInputTokenCount":0} }
                """,
            ],
            chunks);
    }

    [Fact]
    public async Task Images_calls_and_results_reach_the_engine()
    {
        await _runtime.Invoke(Lite, """
            {"messages":[
             {"role":"user","content":[{"image":{"format":"png","source":{"bytes":"AQID"} } },{"text":"What?"}]},
             {"role":"assistant","content":[{"toolUse":{"toolUseId":"t1","name":"look","input":{"at":1} } }]},
             {"role":"user","content":[{"toolResult":{"toolUseId":"t1","content":[{"json":{"a":1} },{"text":"b"}],
              "status":"success"} },{"cachePoint":{"type":"default"} }]}]}
            """);

        var messages = _runtime.Engine.Last.Messages;
        Assert.Equal("image/png", Assert.IsType<DataContent>(messages[0].Contents[0]).MediaType);
        Assert.Equal("look", Assert.IsType<FunctionCallContent>(Assert.Single(messages[1].Contents)).Name);
        Assert.Equal(ChatRole.Tool, messages[2].Role);
        Assert.Equal("""{"a":1}""" + "\nb", Assert.IsType<FunctionResultContent>(messages[2].Contents[0]).Result);
    }

    [Theory]
    [InlineData("""{}""", "#: required key [messages] not found")]
    [InlineData("""{"messages":{}}""", "#/messages: expected type: JSONArray, found: JSONObject")]
    [InlineData(
        """{"messages":[{"role":"user","content":"Hi"}]}""", "#/messages/0/content: expected type: JSONArray, found: String")]
    [InlineData(
        """{"messages":[{"role":"user","content":[{"words":"Hi"}]}]}""",
        "#/messages/0/content/0: required key [text] not found#/messages/0/content/0: extraneous key [words] is not permitted")]
    [InlineData(Hi + ""","max_tokens":5}""", "#: extraneous key [max_tokens] is not permitted")]
    [InlineData(
        Hi + ""","inferenceConfig":{"temperature":0}}""",
        "#/inferenceConfig/temperature: 0 is not greater or equal to 0.00001")]
    [InlineData(Hi + ""","inferenceConfig":{"topK":129}}""", "#/inferenceConfig/topK: 129 is not less or equal to 128")]
    [InlineData(Hi + ""","schemaVersion":"v2"}""", "#/schemaVersion: v2 is not a valid enum value")]
    [InlineData(Hi + ""","reasoningConfig":{"type":"disabled"}}""", "#: extraneous key [reasoningConfig] is not permitted")]
    [InlineData(
        Hi + ""","toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object","definitions":{}}}}}]}}""",
        "#/toolConfig/tools/0/toolSpec/inputSchema/json: extraneous key [definitions] is not permitted")]
    [InlineData(
        """{"messages":[{"role":"user","content":[{"image":{"format":"png","source":{"bytes":"?"}}}]}]}""",
        "#/messages/0/content/0/image/source/bytes: is not an image in base64")]
    public Task Bodies_that_break_the_schema_are_refused(string body, string complaints) =>
        _runtime.AssertMalformed(Lite, body, complaints);

    [Theory]
    [InlineData("""{"messages":[]}""", "must start with a user message")]
    [InlineData("""{"messages":[{"role":"assistant","content":[{"text":"x"}]}]}""", "must start with a user message")]
    [InlineData(
        """{"messages":[{"role":"user","content":[{"text":"x"}]},{"role":"user","content":[{"text":"y"}]}]}""",
        "must alternate between user and assistant roles")]
    [InlineData(
        """{"messages":[{"role":"user","content":[{"text":"x"}]},{"role":"assistant","content":[{"text":"y"}]}]}""",
        "does not support assistant message prefill")]
    public async Task Turns_that_break_the_conversations_rules_are_refused(string body, string words)
    {
        var error = await _runtime.Refused("InvokeModel", Lite, body);

        Assert.Equal(("ValidationException", 400), (error.Code, error.Status));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_generation_tells_what_it_thinks_where_it_is_asked_to()
    {
        const string Asked = Hi + ""","reasoningConfig":{"type":"enabled","maxReasoningEffort":"low"}}""";
        _runtime.Engine.Plays(Thought("I should look."), Piece("240"), End(9));

        var told = await _runtime.Invoke(Nova2, Asked);
        Assert.Equal(ReasoningEffort.Low, _runtime.Engine.Last.Options.Reasoning!.Effort);
        var untold = await _runtime.Invoke(Nova2, Hi + "}");
        Assert.Equal(ReasoningEffort.None, _runtime.Engine.Last.Options.Reasoning!.Effort);
        var chunks = await _runtime.InvokeStream(Nova2, Asked);

        Assert.Contains(
            """
            "content":[{"reasoningContent":{"reasoningText":{"text":"I should look."}}},{"text":"240"}]
            """,
            told,
            StringComparison.Ordinal);
        Assert.Contains("\"content\":[{\"text\":\"240\"}]", untold, StringComparison.Ordinal);
        Wire.Same(
            """
            {"contentBlockDelta":{"delta":{"reasoningContent":{"text":"I should look."} },"contentBlockIndex":0} }
            """,
            chunks[1]);
    }

    [Fact]
    public async Task What_the_engine_cant_do_is_refused_by_name()
    {
        const string Video = """
            {"messages":[{"role":"user","content":[{"video":{"format":"mp4","source":{"bytes":"AQID"} } }]}]}
            """;
        await _runtime.AssertNotDone(Lite, Video, "video blocks in Nova's format");
        var blind = await _runtime.Refused("InvokeModel", Micro, """
            {"messages":[{"role":"user","content":[{"image":{"format":"png","source":{"bytes":"AQID"} } }]}]}
            """);

        Assert.Equal("This model doesn't support the image field. Remove image and try again.", blind.Message);
    }
}
