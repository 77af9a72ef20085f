using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using static Ganban.Bedrock.Tests.Invocation.ScriptedChatClient;

namespace Ganban.Bedrock.Tests.Invocation;

public sealed class ConverseTests : IAsyncLifetime
{
    private const string Haiku = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string DeepSeek = "us.deepseek.r1-v1:0";
    private const string Hi = """[{"role":"user","content":[{"text":"Hi"}]}]""";
    private const string ToolConfig = """
        "toolConfig":{"tools":[{"toolSpec":{"name":"stock_level","description":"stock of a part","inputSchema":{"json":
         {"type":"object","properties":{"part":{"type":"string"}},"required":["part"]}}}}],"toolChoice":{"auto":{}}}
        """;

    private readonly Runtime _runtime = Runtime.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [Fact]
    public async Task A_tool_call_comes_back_with_usage_and_metrics()
    {
        _runtime.Engine.Plays(Piece("Let me check."), Call("stock_level", """{"part":"M4 screw"}"""), End(44, ChatFinishReason.ToolCalls));

        var body = await _runtime.Converse(Haiku, $$$"""
            {"messages":{{{Hi}}},"system":[{"text":"Be brief."},{"text":"Be kind."}],
             "inferenceConfig":{"maxTokens":100,"temperature":0.25,"topP":0.75,"stopSequences":["##"]},{{{ToolConfig}}}}
            """);

        Wire.Same(
            """
            {"metrics":{"latencyMs":420},"output":{"message":{"content":[{"text":"Let me check."},
              {"toolUse":{"input":{"part":"M4 screw"},"name":"stock_level","toolUseId":"tooluse_*"}}],"role":"assistant"}},
             "stopReason":"tool_use","usage":{"inputTokens":8,"outputTokens":44,"totalTokens":52}}
            """,
            body);
        var (messages, options) = _runtime.Engine.Last;
        Assert.Equal(
            [(ChatRole.System, "Be brief.\nBe kind."), (ChatRole.User, "Hi")], messages.Select(message => (message.Role, message.Text)));
        Assert.Equal((100, 0.25f, 0.75f), (options.MaxOutputTokens, options.Temperature, options.TopP));
        Assert.Equal(["##"], options.StopSequences);
        Assert.Equal("stock_level", Assert.Single(options.Tools!).Name);
        Assert.IsType<AutoChatToolMode>(options.ToolMode);
        Assert.DoesNotContain("X-Amzn-Bedrock-Input-Token-Count", _runtime.Headers.Keys);
    }

    [Fact]
    public async Task A_stream_starts_text_blocks_with_their_first_delta_and_ends_with_metadata()
    {
        _runtime.Engine.Plays(
            Piece("Let me"), Piece(" check."), Call("stock_level", """{"part":"M4"}"""), End(44, ChatFinishReason.ToolCalls));

        var events = await _runtime.ConverseStream(Haiku, $$$"""
            {"messages":{{{Hi}}},{{{ToolConfig}}},"performanceConfig":{"latency":"optimized"},"serviceTier":{"type":"flex"}}
            """);

        Wire.Same(
            [
                """{"messageStart":{"role":"assistant"}}""",
                """{"contentBlockDelta":{"contentBlockIndex":0,"delta":{"text":"Let me"}}}""",
                """{"contentBlockDelta":{"contentBlockIndex":0,"delta":{"text":" check."}}}""",
                """{"contentBlockStop":{"contentBlockIndex":0}}""",
                """{"contentBlockStart":{"contentBlockIndex":1,"start":{"toolUse":{"name":"stock_level","toolUseId":"tooluse_*"}}}}""",
                """{"contentBlockDelta":{"contentBlockIndex":1,"delta":{"toolUse":{"input":""}}}}""",
                """{"contentBlockDelta":{"contentBlockIndex":1,"delta":{"toolUse":{"input":"{\"part"}}}}""",
                """{"contentBlockDelta":{"contentBlockIndex":1,"delta":{"toolUse":{"input":"\":\"M4"}}}}""",
                """{"contentBlockDelta":{"contentBlockIndex":1,"delta":{"toolUse":{"input":"\"}"}}}}""",
                """{"contentBlockStop":{"contentBlockIndex":1}}""",
                """{"messageStop":{"stopReason":"tool_use"}}""",
                """
                {"metadata":{"metrics":{"latencyMs":420},"performanceConfig":{"latency":"optimized"},"serviceTier":{"type":"flex"},
                 "usage":{"inputTokens":8,"outputTokens":44,"totalTokens":52}}}
                """,
            ],
            events);
    }

    [Fact]
    public async Task What_the_model_thinks_comes_before_its_answer_in_a_block_of_its_own()
    {
        _runtime.Engine.Plays(Thought("Two and two"), Thought(" is four."), Piece("4"), End(9));

        var body = await _runtime.Converse(DeepSeek, $$"""{"messages":{{Hi}}}""");
        var events = await _runtime.ConverseStream(DeepSeek, $$"""{"messages":{{Hi}}}""");

        Assert.Contains(
            """
            "content":[{"reasoningContent":{"reasoningText":{"text":"Two and two is four."}}},{"text":"4"}]
            """,
            body,
            StringComparison.Ordinal);
        Assert.Equal(
            [
                """{"contentBlockDelta":{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"Two and two"}}}}""",
                """{"contentBlockDelta":{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":" is four."}}}}""",
                """{"contentBlockStop":{"contentBlockIndex":0}}""",
                """{"contentBlockDelta":{"contentBlockIndex":1,"delta":{"text":"4"}}}""",
                """{"contentBlockStop":{"contentBlockIndex":1}}""",
            ],
            events.Where(item => item.StartsWith("{\"contentBlock", StringComparison.Ordinal)).Select(WithoutPadding));

        static string WithoutPadding(string item) => System.Text.RegularExpressions.Regex.Replace(item, ",\"p\":\"[a-zA-Z0-9]*\"", "");
    }

    [Fact]
    public async Task An_answer_cites_documents_and_search_results_that_want_it()
    {
        _runtime.Engine.Plays(Piece("粘土の在庫は5kg"), Piece("です。空は青い。"), Piece("Doors close at nine."), End(9));
        const string Asked = """
            {"messages":[{"role":"user","content":[
              {"document":{"name":"silent","format":"txt","source":{"text":"空は青い。"} } },
              {"document":{"name":"stock","format":"txt","source":{"text":"一覧。粘土の在庫は5kgです。"},"citations":{"enabled":true} } },
              {"searchResult":{"source":"s3://b/k","title":"Rules","content":[{"text":"Doors close at nine."}],
               "citations":{"enabled":true} } },
              {"text":"Tell me."}]}]}
            """;

        var body = JsonNode.Parse(await _runtime.Converse(Haiku, Asked))!;
        var events = (await _runtime.ConverseStream(Haiku, Asked)).Select(item => JsonNode.Parse(item)!).ToList();

        Wire.Same(
            """
            [{"citationsContent":{"content":[{"text":"粘土の在庫は5kgです。"}],"citations":[{"title":"stock",
              "sourceContent":[{"text":"粘土の在庫は5kgです。"}],
              "location":{"documentChar":{"documentIndex":1,"start":3,"end":15} } }]} },
             {"text":"空は青い。"},
             {"citationsContent":{"content":[{"text":"Doors close at nine."}],"citations":[{"title":"Rules","source":"s3://b/k",
              "sourceContent":[{"text":"Doors close at nine."}],
              "location":{"searchResultLocation":{"searchResultIndex":0,"start":0,"end":1} } }]} }]
            """,
            body["output"]!["message"]!["content"]!.ToJsonString());
        var deltas = events.Select(item => item["contentBlockDelta"]).OfType<JsonNode>().ToList();
        Assert.Equal(
            "粘土の在庫は5kgです。空は青い。Doors close at nine.",
            string.Concat(deltas.Select(delta => (string?)delta["delta"]!["text"])));
        Assert.Equal(
            [(0, "stock"), (2, "Rules")],
            deltas.Where(delta => delta["delta"]!["citation"] is not null)
                .Select(delta => ((int)delta["contentBlockIndex"]!, (string)delta["delta"]!["citation"]!["title"]!)));
        Assert.Equal(3, events.Count(item => item["contentBlockStop"] is not null));
    }

    [Fact]
    public async Task A_document_that_a_tool_found_is_cited_too()
    {
        _runtime.Engine.Plays(Piece("粘土の在庫は5kgです。"), End(9));

        var body = JsonNode.Parse(await _runtime.Converse(Haiku, $$$$"""
            {"messages":[{"role":"user","content":[{"text":"Look."}]},
              {"role":"assistant","content":[{"toolUse":{"toolUseId":"t1","name":"stock_level","input":{}}}]},
              {"role":"user","content":[{"toolResult":{"toolUseId":"t1","content":[{"document":{"name":"stock","format":"txt",
               "source":{"text":"粘土の在庫は5kgです。"},"citations":{"enabled":true} } }]}}]}],{{{{ToolConfig}}}}}
            """))!;

        var cited = body["output"]!["message"]!["content"]![0]!["citationsContent"]!;
        Assert.Equal("stock", (string)cited["citations"]![0]!["title"]!);
    }

    [Fact]
    public async Task Claude_tells_what_it_thinks_where_it_is_asked_to_signs_it_and_wants_it_back_unchanged()
    {
        _runtime.Engine.Plays(Thought("Two and two"), Thought(" is four."), Piece("4"), End(9));
        var asked = $$$"""
            {"messages":{{{Hi}}},"additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":2000} } }
            """;

        var told = JsonNode.Parse(await _runtime.Converse(Haiku, asked))!["output"]!["message"]!;
        Assert.Equal(ReasoningEffort.Low, _runtime.Engine.Last.Options.Reasoning!.Effort);
        var signature = (string)told["content"]![0]!["reasoningContent"]!["reasoningText"]!["signature"]!;
        var events = await _runtime.ConverseStream(Haiku, asked);
        Assert.Contains(events, item => item.Contains($"\"signature\":\"{signature}\"", StringComparison.Ordinal));
        Assert.DoesNotContain(
            "reasoningContent", await _runtime.Converse(Haiku, $$"""{"messages":{{Hi}}}"""), StringComparison.Ordinal);

        var turns = $$"""
            [{"role":"user","content":[{"text":"x"}]},{{told.ToJsonString()}},{"role":"user","content":[{"text":"y"}]}]
            """;
        await _runtime.Converse(Haiku, $$"""{"messages":{{turns}}}""");
        Assert.Equal(
            "Two and two is four.",
            Assert.IsType<TextReasoningContent>(_runtime.Engine.Last.Messages[1].Contents[0]).Text);
        await _runtime.Converse(
            Haiku, $$"""{"messages":{{turns.Replace("Two and two is four.", "", StringComparison.Ordinal)}}}""");
        var changed = turns.Replace("is four", "is five", StringComparison.Ordinal);
        Assert.Equal(
            "The model returned the following errors: messages.1.content.0: Invalid `signature` in `thinking` block",
            (await _runtime.Refused("Converse", Haiku, $$"""{"messages":{{changed}}}""")).Message);
    }

    [Fact]
    public async Task Thinking_goes_with_few_other_parameters()
    {
        var error = await _runtime.Refused(
            "Converse",
            Haiku,
            $$$"""
            {"messages":{{{Hi}}},"inferenceConfig":{"temperature":0.5},
             "additionalModelRequestFields":{"thinking":{"type":"adaptive"} } }
            """);
        Assert.Contains("`temperature` may only be 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_is_told_whose_request_it_is_so_that_prompts_of_two_accounts_stay_apart()
    {
        await _runtime.Converse(Haiku, $$"""{"messages":{{Hi}}}""");
        await _runtime.Invoke("meta.llama3-8b-instruct-v1:0", """{"prompt":"Hi"}""");

        Assert.All(_runtime.Engine.Asked, asked =>
            Assert.Equal(TestStore.Call().Account, asked.Options.AdditionalProperties!["ganban.caller"]));
    }

    [Fact]
    public async Task Performance_and_tier_are_echoed()
    {
        var body = await _runtime.Converse(
            Haiku, $$$"""{"messages":{{{Hi}}},"performanceConfig":{"latency":"standard"},"serviceTier":{"type":"priority"}}""");

        Wire.Same(
            """
            {"metrics":{"latencyMs":420},"output":{"message":{"content":[{"text":"ok"}],"role":"assistant"}},
             "performanceConfig":{"latency":"standard"},"serviceTier":{"type":"priority"},
             "stopReason":"end_turn","usage":{"inputTokens":8,"outputTokens":2,"totalTokens":10}}
            """,
            body);
    }

    [Theory]
    [InlineData("length", 100, null, "max_tokens")]
    [InlineData("length", 10, null, "model_context_window_exceeded")]
    [InlineData("stop", 10, "##", "stop_sequence")]
    [InlineData("stop", 10, null, "end_turn")]
    [InlineData("tool_calls", 10, null, "tool_use")]
    public async Task The_reason_of_the_end_is_told(string finish, int tokens, string? stop, string reason)
    {
        ChatResponseUpdate[] call = finish == "tool_calls" ? [Call("stock_level", """{"part":"M4"}""")] : [];
        _runtime.Engine.Plays([Piece("a"), .. call, End(tokens, new ChatFinishReason(finish), stop)]);
        var request = $$$"""{"messages":{{{Hi}}},"inferenceConfig":{"maxTokens":100},{{{ToolConfig}}}}""";

        var body = await _runtime.Converse(Haiku, request);
        var events = await _runtime.ConverseStream(Haiku, request);

        Assert.Contains($"\"stopReason\":\"{reason}\"", body, StringComparison.Ordinal);
        Assert.Contains($"\"stopReason\":\"{reason}\"", events[^2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fields_of_the_native_reply_come_back_where_the_pointers_say()
    {
        _runtime.Engine.Plays(Piece("a"), End(3, stop: "#/#"));
        const string paths = """["/stop_sequence","/usage/input_tokens","/content/0/text","/nothing","/content/9","/a~1b~0c"]""";
        const string fields = """{"content":{"0":{"text":"a"}},"stop_sequence":"#/#","usage":{"input_tokens":8}}""";
        var request = $$"""{"messages":{{Hi}},"additionalModelResponseFieldPaths":{{paths}}}""";

        var body = await _runtime.Converse(Haiku, request);
        var events = await _runtime.ConverseStream(Haiku, request);

        Wire.Same(fields, System.Text.Json.Nodes.JsonNode.Parse(body)!["additionalModelResponseFields"]!.ToJsonString());
        Wire.Same(
            $$$"""{"messageStop":{"additionalModelResponseFields":{{{fields}}},"stopReason":"stop_sequence"}}""", events[^2]);
    }

    [Theory]
    [InlineData("stop_sequence")]
    [InlineData("/a~2")]
    [InlineData("/a~")]
    public async Task What_is_no_pointer_is_refused_before_the_engine_works(string path)
    {
        var error = await _runtime.Refused(
            "ConverseStream", Haiku, $$"""{"messages":{{Hi}},"additionalModelResponseFieldPaths":["{{path}}"]}""");

        Assert.Equal(("ValidationException", 400), (error.Code, error.Status));
        Assert.Contains($"'{path}'", error.Message, StringComparison.Ordinal);
        Assert.Empty(_runtime.Engine.Asked);
    }

    [Theory]
    [InlineData(Haiku, """{"top_k":40}""")]
    [InlineData("us.amazon.nova-lite-v1:0", """{"inferenceConfig":{"topK":40}}""")]
    [InlineData("mistral.mistral-7b-instruct-v0:2", """{"top_k":40}""")]
    [InlineData("cohere.command-r-v1:0", """{"k":40}""")]
    public async Task Additional_fields_reach_the_engine_by_the_names_of_their_family(string model, string fields)
    {
        await _runtime.Converse(model, $$"""{"messages":{{Hi}},"additionalModelRequestFields":{{fields}}}""");

        Assert.Equal(40, _runtime.Engine.Last.Options.TopK);
    }

    [Theory]
    [InlineData("""{"topK":40}""", "#: extraneous key [topK] is not permitted")]
    [InlineData("""{"top_k":"x"}""", "#/top_k: expected type: Integer, found: String")]
    [InlineData("""{"top_k":501}""", "#/top_k: 501 is not less or equal to 500")]
    [InlineData("""[1]""", "#: expected type: JSONObject, found: JSONArray")]
    public async Task Additional_fields_that_the_model_does_not_know_are_refused_by_the_model(
        string fields, string complaint) => Assert.Equal(
        "The model returned the following errors: Malformed input request: "
        + $"{complaint}, please reformat your input and try again.",
        (await _runtime.Refused("Converse", Haiku, $$"""{"messages":{{Hi}},"additionalModelRequestFields":{{fields}}}""")).Message);

    [Theory]
    [InlineData("\"toolConfig\":{\"tools\":[{\"systemTool\":{\"name\":\"nova_grounding\"}}]}", "system tools in Converse")]
    public async Task What_the_engine_cant_do_is_named(string more, string name)
    {
        var error = await _runtime.Refused("Converse", Haiku, $$"""{"messages":{{Hi}},{{more}}}""");

        Assert.Equal((501, $"Ganban does not implement {name} yet. Send the request without it."), (error.Status, error.Message));
    }

    [Theory]
    [InlineData("\"toolChoice\":{\"any\":{}}", "any")]
    [InlineData("\"toolChoice\":{\"tool\":{\"name\":\"stock_level\"}}", "stock_level")]
    public async Task The_choice_of_tools_is_handed_on(string choice, string expected)
    {
        await _runtime.Converse(
            Haiku, $$"""{"messages":{{Hi}},{{ToolConfig.Replace("\"toolChoice\":{\"auto\":{}}", choice, StringComparison.Ordinal)}}}""");

        var mode = Assert.IsType<RequiredChatToolMode>(_runtime.Engine.Last.Options.ToolMode);
        Assert.Equal(expected, mode.RequiredFunctionName ?? "any");
    }

    [Fact]
    public async Task A_json_schema_shapes_the_answer()
    {
        await _runtime.Converse(Haiku, $$$$"""
            {"messages":{{{{Hi}}}},"outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":
             {"name":"n","schema":"{\"type\":\"object\",\"additionalProperties\":false}"} } } } }
            """);

        var format = Assert.IsType<ChatResponseFormatJson>(_runtime.Engine.Last.Options.ResponseFormat);
        Assert.Equal("object", format.Schema!.Value.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Results_documents_and_search_results_reach_the_engine_as_text()
    {
        await _runtime.Converse(Haiku, $$$$"""
            {"messages":[
              {"role":"user","content":[{"text":"Read."},
                {"document":{"format":"txt","name":"Notes","context":"From 2024.","source":{"bytes":"SGVsbG8="}}},
                {"searchResult":{"source":"s","title":"Hit","content":[{"text":"found"}],"citations":{"enabled":false}}}]},
              {"role":"assistant","content":[{"toolUse":{"toolUseId":"t1","name":"stock_level","input":{"part":"M4"}}}]},
              {"role":"user","content":[{"toolResult":{"toolUseId":"t1","content":[{"json":{"count":240}},{"text":"ok"}]}}]}],
             {{{{ToolConfig}}}}}
            """);

        var messages = _runtime.Engine.Last.Messages;
        Assert.Equal("Read.Notes\nFrom 2024.\nHelloHit\nfound", messages[0].Text);
        Assert.Equal("{\"count\":240}\nok", Assert.IsType<FunctionResultContent>(Assert.Single(messages[2].Contents)).Result);
    }

    [Fact]
    public async Task Counting_asks_the_engine_for_the_same_prompt()
    {
        Wire.Same("""{"inputTokens":8}""", await _runtime.Answer(
            "CountTokens", Haiku, $$$$"""{"input":{"converse":{"messages":{{{{Hi}}}},"system":[{"text":"Be brief."}]}}}"""));
        Assert.Equal(["Be brief.", "Hi"], _runtime.Engine.Last.Messages.Select(message => message.Text));

        var native = Convert.ToBase64String("""{"prompt":"[INST] Hi [/INST]"}"""u8);
        Wire.Same("""{"inputTokens":8}""", await _runtime.Answer(
            "CountTokens", "meta.llama3-8b-instruct-v1:0", $$$$"""{"input":{"invokeModel":{"body":"{{{{native}}}}"}}}"""));
        Assert.Equal("Hi", Assert.Single(_runtime.Engine.Last.Messages).Text);
    }
}
