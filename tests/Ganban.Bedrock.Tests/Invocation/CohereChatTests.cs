using System.Text.Json;
using Microsoft.Extensions.AI;
using static Ganban.Bedrock.Tests.Invocation.ScriptedChatClient;

namespace Ganban.Bedrock.Tests.Invocation;

/// <summary>Cohere Command R's format.</summary>
public sealed class CohereChatTests : IAsyncLifetime
{
    private const string CommandR = "cohere.command-r-v1:0";
    private const string Ids = "\"response_id\":\"*/uuid\",\"generation_id\":\"uuid\"";
    private const string Tools = """
        "tools":[{"name":"stock_level","description":"stock of a part","parameter_definitions":
         {"part":{"description":"part name","type":"str","required":true},"sizes":{"type":"List[int]"} } }]
        """;

    private readonly Runtime _runtime = Runtime.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [Fact]
    public async Task A_message_is_answered_with_the_history_that_it_makes()
    {
        _runtime.Engine.Plays(Piece("Lima."), End(3));

        var body = await _runtime.Invoke(CommandR, """
            {"message":"And its capital?","chat_history":
              [{"role":"USER","message":"Pick a country."},{"role":"CHATBOT","message":"Peru."}],
             "preamble":"Be brief.","max_tokens":20,"temperature":0.5,"p":0.5,"k":5,"seed":3,"stop_sequences":["--"]}
            """);

        Wire.Same(
            $$"""
            { {{Ids}},"text":"Lima.","finish_reason":"COMPLETE","chat_history":[
              {"role":"USER","message":"Pick a country."},{"role":"CHATBOT","message":"Peru."},
              {"role":"USER","message":"And its capital?"},{"role":"CHATBOT","message":"Lima."}]}
            """,
            Plain(body));
        Assert.Equal("3", _runtime.Headers["X-Amzn-Bedrock-Output-Token-Count"]);
        var (messages, options) = _runtime.Engine.Last;
        Assert.Equal(
            [
                (ChatRole.System, "Be brief."), (ChatRole.User, "Pick a country."), (ChatRole.Assistant, "Peru."),
                (ChatRole.User, "And its capital?"),
            ],
            messages.Select(message => (message.Role, message.Text)));
        Assert.Equal((20, 0.5f, 0.5f, 5), (options.MaxOutputTokens, options.Temperature, options.TopP, options.TopK));
        Assert.Equal(3, options.Seed);
    }

    [Fact]
    public async Task An_answer_cites_its_documents()
    {
        _runtime.Engine.Plays(Piece("Sure. The house was built in 1901."), End(9));
        const string Asked = """
            {"message":"How old?","documents":[{"text":"A barn."},{"id":"h","title":"House","snippet":"The house was built in 1901."}]}
            """;
        const string Citations =
            """[{"start":6,"end":34,"text":"The house was built in 1901.","document_ids":["h"]}]""";

        var body = JsonDocument.Parse(await _runtime.Invoke(CommandR, Asked)).RootElement;
        Wire.Same(Citations, body.GetProperty("citations").GetRawText());
        Wire.Same(
            """[{"id":"h","title":"House","snippet":"The house was built in 1901."}]""",
            body.GetProperty("documents").GetRawText());
        var chunks = await _runtime.InvokeStream(CommandR, Asked);
        Wire.Same(
            $$"""{"is_finished":false,"event_type":"citation-generation","citations":{{Citations}} }""", chunks[^2]);
    }

    [Fact]
    public async Task Documents_stand_before_the_message()
    {
        await _runtime.Invoke(CommandR, """
            {"message":"How old?","documents":[{"title":"House","snippet":"Built in 1901."},{"text":"A barn."}]}
            """);

        Assert.Equal(
            "Document: 0\ntitle: House\nsnippet: Built in 1901.\n\nDocument: 1\ntext: A barn.\n\nHow old?",
            Assert.Single(_runtime.Engine.Last.Messages).Text);
    }

    [Fact]
    public async Task Search_queries_alone_are_the_lines_that_the_engine_writes()
    {
        _runtime.Engine.Plays(Piece("clay robot steps\n\nclay oven\n"), End(6));
        const string Request = """{"message":"How is the clay robot made?","search_queries_only":true}""";

        var body = await _runtime.Invoke(CommandR, Request);
        var chunks = await _runtime.InvokeStream(CommandR, Request);
        _runtime.Engine.Plays(Piece(" \n"), End(1));
        var none = await _runtime.Invoke(CommandR, Request);

        Wire.Same(
            $$"""
            { {{Ids}},"text":"","chat_history":[],"finish_reason":"COMPLETE","is_search_required":true,"search_queries":
             [{"text":"clay robot steps","generation_id":"uuid"},{"text":"clay oven","generation_id":"uuid"}]}
            """,
            Plain(body));
        Assert.Equal(["stream-start", "search-queries-generation", "stream-end"], chunks.Select(EventType));
        Assert.Contains("\"is_search_required\":false,\"search_queries\":[]", none, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_call_leaves_the_chatbots_turn_open()
    {
        _runtime.Engine.Plays(Call("stock_level", """{"part":"M4"}"""), End(9, ChatFinishReason.ToolCalls));

        var body = await _runtime.Invoke(CommandR, $$"""{"message":"How many?",{{Tools}} }""");
        var chunks = await _runtime.InvokeStream(CommandR, $$"""{"message":"How many?",{{Tools}} }""");

        Wire.Same(
            $$"""
            { {{Ids}},"text":"","finish_reason":"COMPLETE","chat_history":[{"role":"USER","message":"How many?"}],
             "tool_calls":[{"name":"stock_level","parameters":{"part":"M4"} }]}
            """,
            Plain(body));
        Assert.Equal(["stream-start", "tool-calls-generation", "stream-end"], chunks.Select(EventType));
        var tool = Assert.IsAssignableFrom<AIFunctionDeclaration>(Assert.Single(_runtime.Engine.Last.Options.Tools!));
        Wire.Same(
            """
            {"type":"object","properties":{"part":{"type":"string","description":"part name"},"sizes":{"type":"array"} },
             "required":["part"]}
            """,
            tool.JsonSchema.GetRawText());
    }

    [Fact]
    public async Task Results_of_tools_follow_the_message()
    {
        await _runtime.Invoke(CommandR, $$"""
            {"message":"How many?",{{Tools}},"tool_results":
             [{"call":{"name":"stock_level","parameters":{"part":"M4"} },"outputs":[{"count":240}]}]}
            """);

        var messages = _runtime.Engine.Last.Messages;
        Assert.Equal([ChatRole.User, ChatRole.Assistant, ChatRole.Tool], messages.Select(message => message.Role));
        Assert.Equal("stock_level", Assert.IsType<FunctionCallContent>(messages[1].Contents[0]).Name);
        Assert.Equal("""[{"count":240}]""", Assert.IsType<FunctionResultContent>(messages[2].Contents[0]).Result);
    }

    [Fact]
    public async Task A_stream_ends_with_the_whole_response()
    {
        _runtime.Engine.Plays(Piece("Hello"), Piece("!"), End(3, ChatFinishReason.Length));

        var chunks = await _runtime.InvokeStream(CommandR, """{"message":"Hi"}""");

        Wire.Same(
            [
                """{"is_finished":false,"event_type":"stream-start","generation_id":"uuid"}""",
                """{"is_finished":false,"event_type":"text-generation","text":"Hello"}""",
                """{"is_finished":false,"event_type":"text-generation","text":"!"}""",
                $$"""
                {"is_finished":true,"event_type":"stream-end","finish_reason":"MAX_TOKENS","response":
                 { {{Ids}},"text":"Hello!","finish_reason":"MAX_TOKENS","chat_history":
                   [{"role":"USER","message":"Hi"},{"role":"CHATBOT","message":"Hello!"}]},
                 "amazon-bedrock-invocationMetrics":
                  {"inputTokenCount":8,"outputTokenCount":3,"invocationLatency":420,"firstByteLatency":180} }
                """,
            ],
            chunks.Select(Plain));
    }

    [Theory]
    [InlineData("""{}""", "#: required key [message] not found")]
    [InlineData("""{"message":1}""", "#/message: expected type: String, found: Integer")]
    [InlineData("""{"message":"x","prompt":"y"}""", "#: extraneous key [prompt] is not permitted")]
    [InlineData("""{"message":"x","chat_history":[{"role":"user","message":"y"}]}""", "#/chat_history/0/role: user is not a valid enum value")]
    [InlineData("""{"message":"x","p":1}""", "#/p: 1 is not less or equal to 0.99")]
    [InlineData("""{"message":"x","max_tokens":4001}""", "#/max_tokens: 4001 is not less or equal to 4000")]
    [InlineData("""{"message":"x","documents":[{"title":5}]}""", "#/documents/0/title: expected type: String, found: Integer")]
    [InlineData(
        """{"message":"x","tools":[{"name":"f","parameter_definitions":{"a":{"required":true}}}]}""",
        "#/tools/0/parameter_definitions/a: required key [type] not found")]
    public Task Bodies_that_break_the_schema_are_refused(string body, string complaints) =>
        _runtime.AssertMalformed(CommandR, body, complaints);

    [Theory]
    [InlineData("""{"message":"x","return_prompt":true}""", "return_prompt")]
    [InlineData("""{"message":"x","raw_prompting":true}""", "raw_prompting")]
    [InlineData("""{"message":"x","prompt_truncation":"AUTO_PRESERVE_ORDER"}""", "prompt_truncation")]
    public Task What_the_engine_cant_do_is_refused_by_name(string body, string what) =>
        _runtime.AssertNotDone(CommandR, body, what);

    // The response's id begins with eight hexadecimal digits of its own.
    private static string Plain(string json) => System.Text.RegularExpressions.Regex.Replace(
        json, "(\"response_id\":\")[0-9a-f]{8}/", "$1*/", System.Text.RegularExpressions.RegexOptions.None);

    private static string EventType(string chunk) =>
        JsonDocument.Parse(chunk).RootElement.GetProperty("event_type").GetString()!;
}
