using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using static Ganban.Bedrock.Tests.Invocation.ScriptedChatClient;

namespace Ganban.Bedrock.Tests.Invocation;

public sealed class AnthropicMessagesTests : IAsyncLifetime
{
    private const string Haiku = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string Tools = """
        "tools":[{"name":"stock_level","description":"stock of a part",
         "input_schema":{"type":"object","properties":{"part":{"type":"string"}},"required":["part"]}}]
        """;

    private readonly Runtime _runtime = Runtime.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [Fact]
    public async Task A_message_answers_a_conversation_with_system_text()
    {
        _runtime.Engine.Plays(Piece("Hello"), Piece("!"), End(4));

        var body = await _runtime.Invoke(Haiku, Body(
            """[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"text","text":"Yes?"}]},{"role":"user","content":[{"type":"text","text":"Go"}]}]""",
            """
            "system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],"temperature":0.25,"top_p":0.75,"top_k":40,
            "stop_sequences":["##"],"thinking":{"type":"disabled"},"anthropic_beta":["x"],"metadata":{"user_id":"u"}
            """));

        Wire.Same(
            """
            {"id":"msg_bdrk_01*","type":"message","role":"assistant","model":"claude-3-haiku-20240307",
             "content":[{"type":"text","text":"Hello!"}],"stop_reason":"end_turn","stop_sequence":null,
             "usage":{"input_tokens":8,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":4}}
            """,
            body);
        Assert.Equal(("8", "4", "420"), (
            _runtime.Headers["X-Amzn-Bedrock-Input-Token-Count"],
            _runtime.Headers["X-Amzn-Bedrock-Output-Token-Count"],
            _runtime.Headers["X-Amzn-Bedrock-Invocation-Latency"]));
        var (messages, options) = _runtime.Engine.Last;
        Assert.Equal(
            [(ChatRole.System, "Be brief."), (ChatRole.User, "Hi"), (ChatRole.Assistant, "Yes?"), (ChatRole.User, "Go")],
            messages.Select(message => (message.Role, message.Text)));
        Assert.Equal(
            (64, 0.25f, 0.75f, 40), (options.MaxOutputTokens, options.Temperature, options.TopP, options.TopK));
        Assert.Equal(["##"], options.StopSequences);
    }

    [Fact]
    public async Task A_tool_call_is_a_block_with_an_identifier_of_the_services_form()
    {
        _runtime.Engine.Plays(Piece("Let me check."), Call("stock_level", """{"part":"M4 screw"}"""), End(58, ChatFinishReason.ToolCalls));

        var body = await _runtime.Invoke(Haiku, Body("""[{"role":"user","content":"How many?"}]""", Tools));

        Wire.Same(
            """
            {"id":"msg_bdrk_01*","type":"message","role":"assistant","model":"claude-3-haiku-20240307",
             "content":[{"type":"text","text":"Let me check."},
              {"type":"tool_use","id":"toolu_bdrk_01*","name":"stock_level","input":{"part":"M4 screw"}}],
             "stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":8,"output_tokens":58}}
            """,
            body);
        var options = _runtime.Engine.Last.Options;
        Assert.Equal("stock_level", Assert.Single(options.Tools!).Name);
        Assert.Null(options.ToolMode);
    }

    [Fact]
    public async Task Results_of_tools_reach_the_engine_beside_their_calls()
    {
        await _runtime.Invoke(Haiku, Body(
            """
            [{"role":"user","content":"How many?"},
             {"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"c2ln"},
              {"type":"tool_use","id":"toolu_1","name":"stock_level","input":{"part":"M4"}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","is_error":false,
               "content":[{"type":"text","text":"240"},{"type":"text","text":"pieces"}]},{"type":"text","text":"So?"}]}]
            """,
            Tools));

        var messages = _runtime.Engine.Last.Messages;
        Assert.Equal(
            [ChatRole.User, ChatRole.Assistant, ChatRole.Tool, ChatRole.User],
            messages.Select(message => message.Role));
        var call = Assert.IsType<FunctionCallContent>(Assert.Single(messages[1].Contents));
        Assert.Equal(("toolu_1", "stock_level", "M4"), (call.CallId, call.Name, call.Arguments!["part"]!.ToString()));
        var result = Assert.IsType<FunctionResultContent>(Assert.Single(messages[2].Contents));
        Assert.Equal(("toolu_1", "240\npieces"), (result.CallId, result.Result));
        Assert.Equal("So?", messages[3].Text);
    }

    [Theory]
    [InlineData("""{"type":"any"}""", "any")]
    [InlineData("""{"type":"tool","name":"stock_level","disable_parallel_tool_use":true}""", "stock_level")]
    [InlineData("""{"type":"none"}""", "none")]
    [InlineData("""{"type":"auto"}""", "auto")]
    public async Task The_choice_of_tools_is_handed_on(string choice, string expected)
    {
        await _runtime.Invoke(Haiku, Body("""[{"role":"user","content":"x"}]""", $"{Tools},\"tool_choice\":{choice}"));

        Assert.Equal(expected, _runtime.Engine.Last.Options.ToolMode switch
        {
            RequiredChatToolMode { RequiredFunctionName: { } name } => name,
            RequiredChatToolMode => "any",
            NoneChatToolMode => "none",
            _ => "auto",
        });
    }

    [Theory]
    [InlineData("length", 64, null, "max_tokens")]
    [InlineData("length", 10, null, "model_context_window_exceeded")]
    [InlineData("stop", 10, "##", "stop_sequence")]
    public async Task The_reason_of_the_end_is_told(string finish, int tokens, string? stop, string reason)
    {
        _runtime.Engine.Plays(Piece("a"), End(tokens, new ChatFinishReason(finish), stop));

        var body = await _runtime.Invoke(Haiku, Body("""[{"role":"user","content":"x"}]"""));

        Assert.Contains($"\"stop_reason\":\"{reason}\"", body, StringComparison.Ordinal);
        Assert.Contains(stop is null ? "\"stop_sequence\":null" : $"\"stop_sequence\":\"{stop}\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_is_typed_events_with_the_prompt_counted_at_the_start()
    {
        _runtime.Engine.Plays(
            Piece("Hel"), Piece("lo"), Call("stock_level", """{"part":"M4"}"""), End(9, ChatFinishReason.ToolCalls));

        var chunks = await _runtime.InvokeStream(Haiku, Body("""[{"role":"user","content":"x"}]""", Tools));

        Wire.Same(
            [
                """
                {"type":"message_start","message":{"id":"msg_bdrk_01*","type":"message","role":"assistant",
                 "model":"claude-3-haiku-20240307","content":[],"stop_reason":null,"stop_sequence":null,
                 "usage":{"input_tokens":8,"output_tokens":1}}}
                """,
                """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
                """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hel"}}""",
                """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"lo"}}""",
                """{"type":"content_block_stop","index":0}""",
                """
                {"type":"content_block_start","index":1,
                 "content_block":{"type":"tool_use","id":"toolu_bdrk_01*","name":"stock_level","input":{}}}
                """,
                """{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":""}}""",
                """{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"part"}}""",
                """{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"\":\"M4"}}""",
                """{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"\"}"}}""",
                """{"type":"content_block_stop","index":1}""",
                """{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":9}}""",
                """
                {"type":"message_stop","amazon-bedrock-invocationMetrics":
                 {"inputTokenCount":8,"outputTokenCount":9,"invocationLatency":420,"firstByteLatency":180}}
                """,
            ],
            chunks);
    }

    [Fact]
    public async Task An_answer_format_is_a_schema_for_the_engine()
    {
        await _runtime.Invoke(Haiku, Body(
            """[{"role":"user","content":"x"}]""",
            """
            "output_config":{"format":{"type":"json_schema","schema":{"type":"object","additionalProperties":false}}}
            """));

        var format = Assert.IsType<ChatResponseFormatJson>(_runtime.Engine.Last.Options.ResponseFormat);
        Assert.Equal("object", format.Schema!.Value.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("""[{"role":"user","content":"x"}]""", "\"tools\":[{\"type\":\"computer_20241022\",\"name\":\"computer\"}]", "tools of type computer_20241022")]
    public async Task What_the_engine_cant_do_is_named(string messages, string more, string name)
    {
        var error = await _runtime.Refused("InvokeModel", Haiku, Body(messages, more));

        Assert.Equal((501, $"Ganban does not implement {name} in Claude's format yet. Send the request without it."), (error.Status, error.Message));
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"max_tokens":1}""", "#: required key [anthropic_version] not found")]
    [InlineData("""{"anthropic_version":"bedrock-2023-05-31","messages":[{"role":"user","content":"x"}]}""", "#: required key [max_tokens] not found")]
    [InlineData("""{"anthropic_version":"bedrock-2023-05-31","max_tokens":1}""", "#: required key [messages] not found")]
    [InlineData("""{"anthropic_version":"bedrock-2023-05-31","max_tokens":1,"messages":[{"role":"system","content":"x"}]}""", "#/messages/0/role: system is not a valid enum value")]
    [InlineData("""{"anthropic_version":"bedrock-2023-05-31","max_tokens":1,"messages":[{"role":"","content":"x"}]}""", "#/messages/0/role: ")]
    [InlineData("""{"anthropic_version":"bedrock-2023-05-31","max_tokens":1,"messages":[{"content":"x"}]}""", "#/messages/0: required key [role] not found")]
    [InlineData("""{"anthropic_version":"bedrock-2023-05-31","max_tokens":1,"messages":[{"role":"user"}]}""", "#/messages/0: required key [content] not found")]
    [InlineData("""{"anthropic_version":"bedrock-2023-05-31","max_tokens":1,"messages":[{"role":"user","content":""}]}""", "#/messages/0/content: expected minLength: 1, actual: 0")]
    [InlineData("""{"anthropic_version":"bedrock-2023-05-31","max_tokens":1,"messages":["x"]}""", "#/messages/0: expected type: JSONObject, found: String")]
    [InlineData("""{"anthropic_version":"bedrock-2023-05-31","max_tokens":1,"messages":[{"role":"user","content":[{"type":"tool_use","id":"a","name":"b","input":{}}]}]}""", "#/messages/0/content/0/type: `tool_use` blocks can only be in `assistant` messages")]
    [InlineData("""{"anthropic_version":"bedrock-2023-05-31","max_tokens":1,"tools":[{"name":"","input_schema":{}}],"messages":[{"role":"user","content":"x"}]}""", "#/tools/0/name: expected minLength: 1, actual: 0")]
    [InlineData("""{"anthropic_version":"bedrock-2023-05-31","max_tokens":1,"tools":[{"name":"a"}],"messages":[{"role":"user","content":"x"}]}""", "#/tools/0: required key [input_schema] not found")]
    [InlineData("""{"anthropic_version":"bedrock-2023-05-31","max_tokens":1,"tools":[{"name":"a","input_schema":7}],"messages":[{"role":"user","content":"x"}]}""", "#/tools/0/input_schema: expected type: JSONObject, found: Integer")]
    [InlineData("""{"anthropic_version":"bedrock-2023-05-31","max_tokens":1,"tool_choice":{"type":"any"},"messages":[{"role":"user","content":"x"}]}""", "#/tool_choice/type: must be")]
    [InlineData("""{"anthropic_version":"bedrock-2023-05-31","max_tokens":4097,"messages":[{"role":"user","content":"x"}]}""", "#/max_tokens: 4097 is not less or equal to 4096")]
    public async Task Bodies_that_break_the_schema_are_refused(string body, string complaint)
    {
        var error = await _runtime.Refused("InvokeModel", Haiku, body);

        Assert.Equal(("ValidationException", 400), (error.Code, error.Status));
        Assert.StartsWith("Malformed input request: #", error.Message, StringComparison.Ordinal);
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "messages: at least one message is required")]
    [InlineData(
        """[{"role":"user","content":"x"},{"role":"assistant","content":"y"}]""",
        "This model does not support assistant message prefill. The conversation must end with a user message.")]
    [InlineData(
        """[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"b","input":{}}]},{"role":"user","content":"z"}]""",
        "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: a. Each `tool_use` block must have a corresponding `tool_result` block in the next message.")]
    [InlineData(
        """[{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"1"}]}]""",
        "messages.0: unexpected `tool_use_id` found in `tool_result` blocks: a. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.")]
    public async Task Conversations_that_make_no_sense_are_refused(string messages, string text) =>
        Assert.Equal(text, (await _runtime.Refused("InvokeModel", Haiku, Body(messages))).Message);

    private static string Body(string messages, string? more = null) =>
        $$"""{"anthropic_version":"bedrock-2023-05-31","max_tokens":64,"messages":{{messages}}{{(more is null ? "" : "," + more)}}}""";

    [Fact]
    public async Task Images_and_documents_of_text_reach_the_engine()
    {
        await _runtime.Invoke(Haiku, """
            {"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":[
             {"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="} },
             {"type":"document","title":"House","context":"old","source":
              {"type":"text","media_type":"text/plain","data":"Built in 1901."} },
             {"type":"document","source":{"type":"content","content":[{"type":"text","text":"A barn."}]} },
             {"type":"text","text":"What?"}]}]}
            """);

        var contents = Assert.Single(_runtime.Engine.Last.Messages).Contents;
        Assert.Equal("image/png", Assert.IsType<DataContent>(contents[0]).MediaType);
        Assert.Equal(
            ["House\nold\nBuilt in 1901.", "A barn.", "What?"], contents.OfType<TextContent>().Select(text => text.Text));
    }

    [Theory]
    [InlineData("""{"type":"url","media_type":"image/png","data":"iVBORw0KGgo="}""", "type: url is not a valid enum value")]
    [InlineData("""{"type":"base64","media_type":"image/bmp","data":"iVBORw0KGgo="}""", "media_type: image/bmp is not a valid enum value")]
    [InlineData("""{"type":"base64","media_type":"image/png","data":"?"}""", "data: is not an image in base64")]
    public Task Images_that_break_the_schema_are_refused(string source, string complaint) => _runtime.AssertMalformed(
        Haiku,
        $$"""
        {"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":[
         {"type":"image","source":{{source}} }]}]}
        """,
        $"#/messages/0/content/0/source/{complaint}");

    [Fact]
    public async Task Thoughts_are_told_where_the_request_enables_them()
    {
        _runtime.Engine.Plays(Thought("Need "), Thought("it."), Piece("Yes."), End(6));
        const string Question = """[{"role":"user","content":"x"}]""";
        const string Adaptive = "\"thinking\":{\"type\":\"adaptive\"}";

        var told = await _runtime.Invoke(Haiku, Body(Question, Adaptive));
        var untold = await _runtime.Invoke(Haiku, Body(Question, "\"thinking\":{\"type\":\"disabled\"}"));
        var chunks = await _runtime.InvokeStream(Haiku, Body(Question, Adaptive));

        Wire.Same(
            """
            [{"type":"thinking","thinking":"Need it.","signature":"signature*"},{"type":"text","text":"Yes."}]
            """,
            JsonNode.Parse(told)!["content"]!.ToJsonString());
        Assert.Contains("\"content\":[{\"type\":\"text\",\"text\":\"Yes.\"}]", untold, StringComparison.Ordinal);
        Wire.Same(
            [
                """
                {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""} }
                """,
                """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Need "} }""",
                """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"it."} }""",
                """
                {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"signature*"} }
                """,
                """{"type":"content_block_stop","index":0}""",
                """{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""} }""",
                """{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Yes."} }""",
                """{"type":"content_block_stop","index":1}""",
            ],
            chunks.Skip(1).SkipLast(2));
    }

    [Fact]
    public async Task An_answer_cites_documents_and_search_results_that_want_it()
    {
        _runtime.Engine.Plays(Piece("It weighs 12 kilo"), Piece("grams. The door is red. Keys are in"), Piece(" the hall."), End(9));
        const string Turns = """
            [{"role":"user","content":[
              {"type":"document","title":"Robot","source":{"type":"text","media_type":"text/plain",
               "data":"Built in 1987. It weighs 12 kilograms."},"citations":{"enabled":true} },
              {"type":"search_result","title":"Rules","source":"s3://b/rules","citations":{"enabled":true},
               "content":[{"type":"text","text":"Be kind."},{"type":"text","text":"Keys hang in the hall."}]},
              {"type":"text","text":"Tell me."}]}]
            """;
        var body = JsonNode.Parse(await _runtime.Invoke(Haiku, Body(Turns)))!;
        var chunks = await _runtime.InvokeStream(Haiku, Body(Turns));

        Wire.Same(
            """
            [{"type":"text","text":"It weighs 12 kilograms.","citations":[{"type":"char_location",
              "cited_text":"It weighs 12 kilograms.","document_index":0,"document_title":"Robot",
              "start_char_index":15,"end_char_index":38}]},
             {"type":"text","text":" The door is red."},
             {"type":"text","text":" Keys are in the hall.","citations":[{"type":"search_result_location",
              "cited_text":"Keys hang in the hall.","source":"s3://b/rules","title":"Rules","search_result_index":0,
              "start_block_index":1,"end_block_index":2}]}]
            """,
            body["content"]!.ToJsonString());
        var deltas = chunks.Select(chunk => JsonNode.Parse(chunk)!).Where(chunk => chunk["delta"]?["type"] is not null).ToList();
        Assert.Equal(
            "It weighs 12 kilograms. The door is red. Keys are in the hall.",
            string.Concat(deltas.Select(delta => (string?)delta["delta"]!["text"])));
        Assert.Equal(
            [0, 2],
            deltas.Where(delta => (string)delta["delta"]!["type"]! == "citations_delta").Select(delta => (int)delta["index"]!));

        var back = $"{Turns.TrimEnd().TrimEnd(']')},{{\"role\":\"assistant\",\"content\":{body["content"]!.ToJsonString()}}},"
            + """{"role":"user","content":"More."}]""";
        await _runtime.Invoke(Haiku, Body(back));
        Assert.Equal(3, _runtime.Engine.Last.Messages.Count);
    }

    [Fact]
    public async Task Thoughts_come_back_to_the_engine_and_must_be_as_they_were_told()
    {
        _runtime.Engine.Plays(Thought("Need it."), Piece("Yes."), End(6));
        var told = JsonNode.Parse(await _runtime.Invoke(
            Haiku, Body("""[{"role":"user","content":"x"}]""", "\"thinking\":{\"type\":\"adaptive\"}")))!;
        var turns = $$"""
            [{"role":"user","content":"x"},{"role":"assistant","content":{{told["content"]!.ToJsonString()}}},
             {"role":"user","content":"y"}]
            """;

        await _runtime.Invoke(Haiku, Body(turns));
        var answer = _runtime.Engine.Last.Messages[1].Contents;
        Assert.Equal("Need it.", Assert.IsType<TextReasoningContent>(answer[0]).Text);

        var changed = turns.Replace("Need it.", "Need more.", StringComparison.Ordinal);
        var refused = await _runtime.Refused("InvokeModel", Haiku, Body(changed));
        Assert.Equal("messages.1.content.0: Invalid `signature` in `thinking` block", refused.Message);
    }

    [Theory]
    [InlineData("\"output_config\":{\"effort\":\"max\"},\"thinking\":{\"type\":\"adaptive\"}", ReasoningEffort.High)]
    [InlineData("\"output_config\":{\"effort\":\"low\"},\"thinking\":{\"type\":\"adaptive\"}", ReasoningEffort.Low)]
    [InlineData("\"output_config\":{\"effort\":\"high\"}", ReasoningEffort.None)]
    public async Task Effort_says_how_long_to_think(string more, ReasoningEffort effort)
    {
        await _runtime.Invoke(Haiku, Body("""[{"role":"user","content":"x"}]""", more));

        Assert.Equal(effort, _runtime.Engine.Last.Options.Reasoning!.Effort);
    }

    [Theory]
    [InlineData("\"output_config\":{\"effort\":\"some\"}", "#/output_config/effort: some is not a valid enum value")]
    [InlineData("\"thinking\":{\"type\":\"enabled\"}", "#/thinking: required key [budget_tokens] not found")]
    [InlineData("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1023}", "#/thinking/budget_tokens: 1023 is not greater or equal to 1024")]
    [InlineData("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}", "#/thinking/budget_tokens: 1024 is not less or equal to 63")]
    [InlineData("\"thinking\":{\"type\":\"some\"}", "#/thinking/type: some is not a valid enum value")]
    [InlineData("\"thinking\":{\"type\":\"adaptive\"},\"top_k\":5", "may not be given when thinking is enabled")]
    [InlineData("\"thinking\":{\"type\":\"adaptive\"},\"temperature\":0.5", "may only be 1")]
    public async Task Thinking_has_rules_of_its_own(string more, string words) => Assert.Contains(
        words,
        (await _runtime.Refused("InvokeModel", Haiku, Body("""[{"role":"user","content":"x"}]""", more))).Message,
        StringComparison.Ordinal);
}
