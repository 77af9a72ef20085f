namespace Ganban.Bedrock.Tests.Invocation;

public sealed class ConversationRulesTests : IAsyncLifetime
{
    private const string Haiku = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string Llama31 = "us.meta.llama3-1-8b-instruct-v1:0";
    private const string Titan = "amazon.titan-text-express-v1";
    private const string Hi = """{"role":"user","content":[{"text":"Hi"}]}""";
    private const string Calls = """{"role":"assistant","content":[{"toolUse":{"toolUseId":"t1","name":"f","input":{}}}]}""";
    private const string Result = """{"toolResult":{"toolUseId":"t1","content":[{"text":"1"}]}}""";
    private const string Tools = """
        "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}]}
        """;

    private readonly Runtime _runtime = Runtime.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    public static TheoryData<string, string> Conversations { get; } = new()
    {
        { "", "A conversation must start with a user message. Try again with a conversation that starts with a user message." },
        {
            """{"role":"assistant","content":[{"text":"Hi"}]}""",
            "A conversation must start with a user message. Try again with a conversation that starts with a user message."
        },
        {
            $"{Hi},{Hi}",
            "A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again."
        },
        {
            Hi + """,{"role":"assistant","content":[{"text":"a"}]},{"role":"user","content":[{"text":"b"},{"text":" \n"}]}""",
            "The text field in the ContentBlock object at messages.2.content.1 is blank. Add text to the text field, and try again."
        },
        {
            """{"role":"user","content":[]}""",
            "The content field in the Message object at messages.0 is empty. Add a ContentBlock object to the content field and try again."
        },
        {
            """{"role":"user","content":[{"cachePoint":{"type":"default"}}]}""",
            "The content field in the Message object at messages.0 is empty. Add a ContentBlock object to the content field and try again."
        },
        {
            Hi + """,{"role":"assistant","content":[{"text":"a"}]}""",
            "The model returned the following errors: This model does not support assistant message prefill. The conversation must end with a user message."
        },
        {
            $"{Hi},{Calls},{Hi}",
            "Expected toolResult blocks at messages.2.content for the following Ids: t1"
        },
        {
            $$"""{"role":"user","content":[{{Result}}]}""",
            "The number of toolResult blocks at messages.0.content exceeds the number of toolUse blocks of previous turn."
        },
        {
            $$"""{{Hi}},{{Calls}},{"role":"user","content":[{{Result}},{{Result}}]}""",
            "The number of toolResult blocks at messages.2.content exceeds the number of toolUse blocks of previous turn."
        },
        {
            $$$$"""{{{{Hi}}}},{{{{Calls}}}},{"role":"user","content":[{"toolResult":{"toolUseId":"t1","content":[],"status":"error"}}]}""",
            "The content field at messages.2.content.0.toolResult cannot be empty when status value is error."
        },
        {
            """{"role":"user","content":[{"toolUse":{"toolUseId":"t1","name":"f","input":{}}}]}""",
            "The model returned the following errors: messages.0: `toolUse` blocks can only be in `assistant` messages"
        },
        {
            Hi + """,{"role":"assistant","content":[{"toolUse":{"toolUseId":"t1","name":"f","input":"x"}}]}""",
            "The format of the value at messages.1.content.0.toolUse.input is invalid. Provide a json object for the field and try again."
        },
        {
            Hi + "," + Calls + """,{"role":"user","content":[{"toolResult":{"toolUseId":"t1","content":[{"text":"a"},{"json":[1]}]}}]}""",
            "The format of the value at messages.2.content.0.toolResult.content.1.json is invalid. Provide a json object for the field and try again."
        },
        {
            """{"role":"user","content":[{"document":{"format":"txt","name":"a","source":{"text":"x"}}}]}""",
            "messages.0.content: A text block must accompany a document block. Add a text block and try again."
        },
        {
            """{"role":"user","content":[{"text":"x"},{"document":{"format":"txt","name":"a/b","source":{"text":"x"}}}]}""",
            "The document file name can only contain alphanumeric characters, whitespace characters, hyphens, parentheses, and square brackets. The name can't contain more than one consecutive whitespace character. Check that the file name conforms to these restrictions and retry your request."
        },
        {
            $$$$"""
            {"role":"user","content":[{"text":"x"},{"document":{"format":"txt","name":"a","source":{"text":"x"}}}]},{{{{Calls}}}},
            {"role":"user","content":[{"toolResult":{"toolUseId":"t1","content":[{"document":{"format":"txt","name":"a","source":{"text":"y"}}}]}}]}
            """,
            "Messages can't contain duplicate document names. Rename the document and retry your request."
        },
        {
            Hi + """,{"role":"assistant","content":[{"image":{"format":"png","source":{"bytes":"iVBORw0KGgo="}}}]}""",
            "The model returned the following errors: messages.1: `image` blocks can only be in `user` messages"
        },
    };

    [Theory]
    [MemberData(nameof(Conversations))]
    public async Task A_conversation_that_breaks_a_rule_is_refused_in_the_services_words(string messages, string text)
    {
        var body = $$"""{"messages":[{{messages}}],{{Tools}}}""";
        foreach (var operation in new[] { "Converse", "ConverseStream" })
        {
            var error = await _runtime.Refused(operation, Haiku, body);
            Assert.Equal(("ValidationException", 400, text), (error.Code, error.Status, error.Message));
        }

        Assert.Empty(_runtime.Engine.Asked);
    }

    [Theory]
    [InlineData("見積書 (2026-11)_final [1]", true)]
    [InlineData("見積書\u3000最終", false)]
    [InlineData("two  spaces", false)]
    [InlineData("report.v2", false)]
    public async Task Names_of_documents_are_taken_as_the_service_was_seen_to_take_them(string name, bool good)
    {
        var body = $$"""
            {"messages":[{"role":"user","content":[{"text":"x"},{"document":{"format":"txt","name":"{{name}}","source":{"text":"x"} } }]}]}
            """;
        if (good)
        {
            await _runtime.Converse(Haiku, body);
        }
        else
        {
            Assert.StartsWith(
                "The document file name can only contain",
                (await _runtime.Refused("Converse", Haiku, body)).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_picture_to_be_guarded_in_the_system_text_is_not_passed_over() => Assert.Equal(
        "This model doesn't support the image field. Remove image and try again.",
        (await _runtime.Refused("Converse", Haiku, $$$$"""
            {"messages":[{{{{Hi}}}}],"system":[{"guardContent":{"image":{"format":"png","source":{"bytes":"iVBORw0KGgo="} } } }]}
            """)).Message);

    [Fact]
    public async Task Who_needs_a_profile_is_told_which_ones_there_are()
    {
        var error = await _runtime.Refused(
            "Converse", "anthropic.claude-3-5-haiku-20241022-v1:0", $$"""{"messages":[{{Hi}}]}""");

        Assert.Equal(
            [new("x-ganban-profiles", "us.anthropic.claude-3-5-haiku-20241022-v1:0")], error.Headers);
    }

    [Fact]
    public async Task Calls_and_results_need_a_tool_configuration() => Assert.Equal(
        "The toolConfig field must be defined when using toolUse and toolResult content blocks.",
        (await _runtime.Refused("Converse", Haiku, $$"""{"messages":[{{Hi}},{{Calls}},{"role":"user","content":[{{Result}}]}]}""")).Message);

    [Fact]
    public async Task Llama_takes_no_text_beside_results_but_claude_does()
    {
        var body = $$"""{"messages":[{{Hi}},{{Calls}},{"role":"user","content":[{{Result}},{"text":"So?"}]}],{{Tools}}}""";

        Assert.Equal(
            "messages.2.content: Conversation blocks and tool result blocks cannot be provided in the same turn.",
            (await _runtime.Refused("Converse", Llama31, body)).Message);
        await _runtime.Converse(Haiku, body);
    }

    [Fact]
    public async Task Titan_takes_one_role_twice() => Assert.Contains(
        "end_turn", await _runtime.Converse(Titan, $$"""{"messages":[{{Hi}},{{Hi}}]}"""), StringComparison.Ordinal);

    [Theory]
    [InlineData("Converse", "This model doesn't support tool use.")]
    [InlineData("ConverseStream", "This model doesn't support tool use in streaming mode.")]
    public async Task Tools_are_refused_for_models_without_them(string operation, string text) => Assert.Equal(
        text, (await _runtime.Refused(operation, "meta.llama3-8b-instruct-v1:0", $$"""{"messages":[{{Hi}}],{{Tools}}}""")).Message);

    [Fact]
    public async Task System_text_is_refused_for_models_without_it() => Assert.Equal(
        "This model doesn't support system messages. Try again without a system message or use a model that supports system messages.",
        (await _runtime.Refused("Converse", Titan, $$"""{"messages":[{{Hi}}],"system":[{"text":"x"}]}""")).Message);

    [Fact]
    public async Task More_tokens_than_the_model_gives_are_refused() => Assert.Equal(
        "The maximum tokens you requested exceed the model limit of 4096. Try again with a maximum tokens value lower than 4096.",
        (await _runtime.Refused("Converse", Haiku, $$$"""{"messages":[{{{Hi}}}],"inferenceConfig":{"maxTokens":4097}}""")).Message);

    [Theory]
    [InlineData("ConverseStream", "ai21.j2-ultra-v1", "The model is unsupported for streaming.")]
    [InlineData("Converse", "amazon.titan-embed-text-v1", "This action doesn't support the model that you provided. Try again with a supported text or chat model.")]
    [InlineData("Converse", "amazon.rerank-v1:0", "This action doesn't support the model that you provided. Try again with a supported text or chat model.")]
    [InlineData("Converse", "amazon.nova-sonic-v1:0", "This action doesn't support the model that you provided. Try again with a supported text or chat model.")]
    [InlineData("Converse", "acme.nothing-v1", "The provided model identifier is invalid.")]
    [InlineData("Converse", "anthropic.claude-3-5-haiku-20241022-v1:0", "Invocation of model ID anthropic.claude-3-5-haiku-20241022-v1:0 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.")]
    public async Task A_model_that_doesnt_fit_is_refused(string operation, string model, string text) => Assert.Equal(
        text, (await _runtime.Refused(operation, model, $$"""{"messages":[{{Hi}}]}""")).Message);

    [Theory]
    [InlineData("""{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"array"}}}}""", "The value at toolConfig.tools.1.toolSpec.inputSchema.json.type must be one of the following: object.")]
    [InlineData("""{"toolSpec":{"name":"f","inputSchema":{"json":{"type":["object"]}}}}""", "The value at toolConfig.tools.1.toolSpec.inputSchema.json.type must be one of the following: object.")]
    [InlineData("""{"toolSpec":{"name":"f","inputSchema":{"json":7}}}""", "The format of the value at toolConfig.tools.1.toolSpec.inputSchema.json is invalid. Provide a json object for the field and try again.")]
    [InlineData("""{"toolSpec":{"name":"get weather","inputSchema":{"json":{"type":"object"}}}}""", "1 validation error detected: Value 'get weather' at 'toolConfig.tools.2.member.toolSpec.name'")]
    [InlineData("""{"toolSpec":{"name":"g","inputSchema":{"json":{"type":"object"}}}}""", "The model returned the following errors: tools: Tool names must be unique.")]
    [InlineData("""{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object","type":"object"}}}}""", "The JSON at toolConfig.tools.1.toolSpec.inputSchema.json is invalid")]
    [InlineData("""{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object","title":"\ud800"}}}}""", "Malformed input request: the body holds text")]
    public async Task Tools_that_cant_be_offered_are_refused(string tool, string text)
    {
        var error = await _runtime.Refused("Converse", Haiku, $$$$"""
            {"messages":[{{{{Hi}}}}],"toolConfig":{"tools":[{"toolSpec":{"name":"g","inputSchema":{"json":{"type":"object"} } } },{{{{tool}}}}]}}
            """);

        Assert.Equal(400, error.Status);
        Assert.StartsWith(text, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""", "The JSON at messages.1.content.0.toolUse.input is invalid")]
    [InlineData("""{"a":"\ud800"}""", "Malformed input request: the body holds text")]
    [InlineData("""{"\udc00":1}""", "Malformed input request: the body holds text")]
    [InlineData(null, "The JSON at messages.1.content.0.toolUse.input is invalid")]
    public async Task Arguments_that_no_engine_can_read_are_refused(string? input, string text)
    {
        input ??= $$"""{"a":{{new string('[', 70)}}{{new string(']', 70)}}}""";
        var error = await _runtime.Refused("Converse", Haiku, $$$$"""
            {"messages":[{{{{Hi}}}},{"role":"assistant","content":[{"toolUse":{"toolUseId":"t1","name":"f","input":{{{{input}}}}}}]},
             {"role":"user","content":[{{{{Result}}}}]}],{{{{Tools}}}}}
            """);

        Assert.Equal(400, error.Status);
        Assert.StartsWith(text, error.Message, StringComparison.Ordinal);
    }
}
