using Microsoft.Extensions.AI;
using static Ganban.Bedrock.Tests.Invocation.ScriptedChatClient;

namespace Ganban.Bedrock.Tests.Invocation;

/// <summary>Mistral's two formats: text completion and chat completion.</summary>
public sealed class MistralTests : IAsyncLifetime
{
    private const string Small = "mistral.mistral-small-2402-v1:0";
    private const string Mistral7B = "mistral.mistral-7b-instruct-v0:2";
    private const string Mixtral = "mistral.mixtral-8x7b-instruct-v0:1";
    private const string Large = "mistral.mistral-large-2402-v1:0";
    private const string Large2407 = "mistral.mistral-large-2407-v1:0";
    private const string Pixtral = "us.mistral.pixtral-large-2502-v1:0";

    private readonly Runtime _runtime = Runtime.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [Fact]
    public async Task A_text_is_answered_by_one_output_and_counted_in_the_headers()
    {
        _runtime.Engine.Plays(Piece(" Zinc."), End(4));

        var body = await _runtime.Invoke(Mistral7B, """
            {"prompt":"<s>[INST] Name a metal. [/INST] Iron.</s>[INST] Another. [/INST]",
             "max_tokens":10,"temperature":0.25,"top_p":0.75,"top_k":40,"stop":["|"]}
            """);

        Wire.Same("""{"outputs":[{"text":" Zinc.","stop_reason":"stop"}]}""", body);
        Assert.Equal("8", _runtime.Headers["X-Amzn-Bedrock-Input-Token-Count"]);
        Assert.Equal("4", _runtime.Headers["X-Amzn-Bedrock-Output-Token-Count"]);
        var (messages, options) = _runtime.Engine.Last;
        Assert.Equal(
            [(ChatRole.User, "Name a metal."), (ChatRole.Assistant, "Iron."), (ChatRole.User, "Another.")],
            messages.Select(message => (message.Role, message.Text)));
        Assert.Equal(
            (10, 0.25f, 0.75f, 40), (options.MaxOutputTokens, options.Temperature, options.TopP, options.TopK));
        Assert.Equal(["|"], options.StopSequences);
    }

    [Theory]
    [InlineData(Mistral7B, 512, 0.5, 0.9, 50)]
    [InlineData(Mixtral, 512, 0.5, 0.9, 50)]
    [InlineData(Small, 8192, 0.7, 1.0, null)]
    [InlineData(Large, 8192, 0.7, 1.0, null)]
    public async Task Defaults_of_text_are_those_of_the_model(
        string model, int tokens, double temperature, double topP, int? topK)
    {
        await _runtime.Invoke(model, """{"prompt":"x"}""");

        var options = _runtime.Engine.Last.Options;
        Assert.Equal(
            (tokens, (float)temperature, (float)topP, topK),
            (options.MaxOutputTokens!.Value, options.Temperature!.Value, options.TopP!.Value, options.TopK));
    }

    [Fact]
    public async Task Chunks_of_text_have_a_reason_at_the_end_only()
    {
        _runtime.Engine.Plays(Piece(" Zin"), Piece("c"), End(2, ChatFinishReason.Length));

        var chunks = await _runtime.InvokeStream(Mixtral, """{"prompt":"[INST] Name a metal. [/INST]","max_tokens":2}""");

        Wire.Same(
            [
                """{"outputs":[{"text":" Zin","stop_reason":null}]}""",
                """{"outputs":[{"text":"c","stop_reason":null}]}""",
                """
                {"outputs":[{"text":"","stop_reason":"length"}],"amazon-bedrock-invocationMetrics":
                 {"inputTokenCount":8,"outputTokenCount":2,"invocationLatency":420,"firstByteLatency":180} }
                """,
            ],
            chunks);
    }

    [Theory]
    [InlineData(Mistral7B, """{}""", "#: required key [prompt] not found")]
    [InlineData(Mistral7B, """{"prompt":7}""", "#/prompt: expected type: String, found: Integer")]
    [InlineData(Mistral7B, """{"prompt":"x","foo":1}""", "#: extraneous key [foo] is not permitted")]
    [InlineData(Mistral7B, """{"prompt":"x","max_tokens":8193}""", "#/max_tokens: 8193 is not less or equal to 8192")]
    [InlineData(Mixtral, """{"prompt":"x","max_tokens":4097}""", "#/max_tokens: 4097 is not less or equal to 4096")]
    [InlineData(Mixtral, """{"prompt":"x","top_k":201}""", "#/top_k: 201 is not less or equal to 200")]
    [InlineData(Small, """{"prompt":"x","temperature":1.5}""", "#/temperature: 1.5 is not less or equal to 1")]
    [InlineData(
        Small,
        """{"prompt":"x","stop":["1","2","3","4","5","6","7","8","9","10","11"]}""",
        "#/stop: expected maximum item count: 10, found: 11")]
    [InlineData(Large2407, """{"prompt":"x"}""", "#: required key [messages] not found#: extraneous key [prompt] is not permitted")]
    [InlineData(Large2407, """{"messages":[]}""", "#/messages: expected minimum item count: 1, found: 0")]
    [InlineData(
        Large2407,
        """{"messages":[{"role":"user","content":"x"}],"stop":["a"]}""",
        "#: extraneous key [stop] is not permitted")]
    [InlineData(
        Large2407,
        """{"messages":[{"role":"user","content":"x"}],"tool_choice":"required"}""",
        "#/tool_choice: required is not a valid enum value")]
    [InlineData(
        Large2407,
        """{"messages":[{"role":"tool","content":"x"}]}""",
        "#/messages/0: required key [tool_call_id] not found")]
    public Task Bodies_that_break_the_schema_are_refused(string model, string body, string complaints) =>
        _runtime.AssertMalformed(model, body, complaints);

    [Theory]
    [InlineData(Large)]
    [InlineData(Large2407)]
    public async Task A_tool_call_is_a_choice_of_its_own_kind(string model)
    {
        _runtime.Engine.Plays(Call("stock_level", """{"part":"M4 screw"}"""), End(9, ChatFinishReason.ToolCalls));

        var body = await _runtime.Invoke(model, $$"""
            {"messages":[{"role":"user","content":"How many M4 screws?"}],{{Wire.StockTool}},"tool_choice":"any","max_tokens":100}
            """);

        Wire.Same(
            """
            {"choices":[{"index":0,"message":{"role":"assistant","content":"","tool_calls":[{"id":"mistral*",
             "function":{"name":"stock_level","arguments":"{\"part\":\"M4 screw\"}"} }]},"stop_reason":"tool_calls"}]}
            """,
            body);
        Assert.Equal(ChatToolMode.RequireAny, _runtime.Engine.Last.Options.ToolMode);
    }

    [Fact]
    public async Task A_tools_result_reaches_the_engine()
    {
        _runtime.Engine.Plays(Piece("There are 240."), End(4));

        var body = await _runtime.Invoke(Large2407, """
            {"messages":[{"role":"user","content":"How many M4 screws?"},
             {"role":"assistant","content":"","tool_calls":
              [{"id":"a1B2c3D4e","function":{"name":"stock_level","arguments":"{\"part\":\"M4 screw\"}"} }]},
             {"role":"tool","tool_call_id":"a1B2c3D4e","content":"240"}]}
            """);

        Wire.Same(
            """
            {"choices":[{"index":0,"message":{"role":"assistant","content":"There are 240."},"stop_reason":"stop"}]}
            """,
            body);
        var messages = _runtime.Engine.Last.Messages;
        Assert.Equal("stock_level", Assert.IsType<FunctionCallContent>(Assert.Single(messages[1].Contents)).Name);
        Assert.Equal("240", Assert.IsType<FunctionResultContent>(Assert.Single(messages[2].Contents)).Result);
    }

    [Fact]
    public async Task Chunks_of_a_chat_are_messages()
    {
        _runtime.Engine.Plays(Piece("Hi"), Call("stock_level", "{}"), End(3, ChatFinishReason.ToolCalls));

        var chunks = await _runtime.InvokeStream(
            Large2407, $$"""{"messages":[{"role":"user","content":"x"}],{{Wire.StockTool}} }""");

        Wire.Same(
            [
                """{"choices":[{"index":0,"message":{"role":"assistant","content":""},"stop_reason":null}]}""",
                """{"choices":[{"index":0,"message":{"content":"Hi"},"stop_reason":null}]}""",
                """
                {"choices":[{"index":0,"message":{"tool_calls":[{"id":"mistral*","index":0,
                 "function":{"name":"stock_level","arguments":"{}"} }]},"stop_reason":null}]}
                """,
                """
                {"choices":[{"index":0,"message":{"content":""},"stop_reason":"tool_calls"}],
                 "amazon-bedrock-invocationMetrics":
                  {"inputTokenCount":8,"outputTokenCount":3,"invocationLatency":420,"firstByteLatency":180} }
                """,
            ],
            chunks);
    }

    [Fact]
    public async Task Pixtral_sees_and_answers_with_OpenAIs_object()
    {
        var body = await _runtime.Invoke(Pixtral, """
            {"messages":[{"role":"user","content":[{"type":"text","text":"What?"},
             {"type":"image_url","image_url":{"url":"data:image/jpeg;base64,AQID"} }]}],"stop":"."}
            """);

        Wire.Same(
            """
            {"id":"chatcmpl-*","object":"chat.completion","created":1,"model":"mistral.pixtral-large-2502-v1:0",
             "choices":[{"index":0,"message":{"role":"assistant","content":"ok"},"finish_reason":"stop"}],
             "usage":{"prompt_tokens":8,"completion_tokens":2,"total_tokens":10} }
            """,
            body);
        Assert.Equal("image/jpeg", Assert.IsType<DataContent>(_runtime.Engine.Last.Messages[0].Contents[1]).MediaType);
    }
}
