using Microsoft.Extensions.AI;
using static Ganban.Bedrock.Tests.Invocation.ScriptedChatClient;

namespace Ganban.Bedrock.Tests.Invocation;

/// <summary>DeepSeek R1's format.</summary>
public sealed class DeepSeekTextTests : IAsyncLifetime
{
    private const string R1 = "us.deepseek.r1-v1:0";
    private readonly Runtime _runtime = Runtime.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [Fact]
    public async Task The_text_goes_on_with_the_thought_that_the_prompt_begins()
    {
        _runtime.Engine.Plays(Thought("Simple sum."), Piece("4"), End(9));

        var body = await _runtime.Invoke(R1, """
            {"prompt":"<｜begin▁of▁sentence｜>Be brief.<｜User｜>2+2?<｜Assistant｜><think>\n",
             "max_tokens":64,"temperature":0.5,"top_p":0.75,"stop":["###"]}
            """);

        Wire.Same("""{"choices":[{"text":"Simple sum.\n</think>\n4","stop_reason":"stop"}]}""", body);
        Assert.Equal("9", _runtime.Headers["X-Amzn-Bedrock-Output-Token-Count"]);
        var (messages, options) = _runtime.Engine.Last;
        Assert.Equal(
            [(ChatRole.System, "Be brief."), (ChatRole.User, "2+2?")],
            messages.Select(message => (message.Role, message.Text)));
        Assert.Equal((64, 0.5f, 0.75f), (options.MaxOutputTokens, options.Temperature, options.TopP));
        Assert.Equal(["###"], options.StopSequences);
    }

    [Fact]
    public async Task Earlier_thoughts_are_left_out_of_the_conversation()
    {
        await _runtime.Invoke(R1, """
            {"prompt":"<｜begin▁of▁sentence｜><｜User｜>2+2?<｜Assistant｜><think>\nsum\n</think>\n4<｜end▁of▁sentence｜><｜User｜>3+3?<｜Assistant｜>"}
            """);

        Assert.Equal(
            [(ChatRole.User, "2+2?"), (ChatRole.Assistant, "4"), (ChatRole.User, "3+3?")],
            _runtime.Engine.Last.Messages.Select(message => (message.Role, message.Text)));
    }

    [Fact]
    public async Task Chunks_hold_the_thought_and_then_the_answer()
    {
        _runtime.Engine.Plays(Thought("Sum."), Piece("4"), End(2, ChatFinishReason.Length));

        var chunks = await _runtime.InvokeStream(R1, """{"prompt":"2+2?","max_tokens":2}""");

        Wire.Same(
            [
                """{"choices":[{"text":"<think>\nSum.","stop_reason":null}]}""",
                """{"choices":[{"text":"\n</think>\n","stop_reason":null}]}""",
                """{"choices":[{"text":"4","stop_reason":null}]}""",
                """
                {"choices":[{"text":"","stop_reason":"length"}],"amazon-bedrock-invocationMetrics":
                 {"inputTokenCount":8,"outputTokenCount":2,"invocationLatency":420,"firstByteLatency":180} }
                """,
            ],
            chunks);
    }

    [Theory]
    [InlineData("""{}""", "#: required key [prompt] not found")]
    [InlineData("""{"prompt":["x"]}""", "#/prompt: expected type: String, found: JSONArray")]
    [InlineData("""{"prompt":"x","top_k":5}""", "#: extraneous key [top_k] is not permitted")]
    [InlineData("""{"prompt":"x","max_tokens":32769}""", "#/max_tokens: 32769 is not less or equal to 32768")]
    [InlineData("""{"prompt":"x","temperature":-0.5}""", "#/temperature: -0.5 is not greater or equal to 0")]
    [InlineData("""{"prompt":"x","stop":"a"}""", "#/stop: expected type: JSONArray, found: String")]
    public Task Bodies_that_break_the_schema_are_refused(string body, string complaints) =>
        _runtime.AssertMalformed(R1, body, complaints);
}
