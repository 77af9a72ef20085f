using Microsoft.Extensions.AI;
using static Ganban.Bedrock.Tests.Invocation.ScriptedChatClient;

namespace Ganban.Bedrock.Tests.Invocation;

/// <summary>Claude's text completions.</summary>
public sealed class AnthropicTextTests : IAsyncLifetime
{
    private const string Claude2 = "anthropic.claude-v2";
    private const string Claude21 = "anthropic.claude-v2:1";
    private readonly Runtime _runtime = Runtime.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [Theory]
    [InlineData(Claude2, "")]
    [InlineData(Claude21, ",\"type\":\"completion\"")]
    public async Task An_answer_that_ends_by_itself_ends_at_the_humans_turn(string model, string type)
    {
        _runtime.Engine.Plays(Piece(" Oak."), End(5));

        var body = await _runtime.Invoke(model, """
            {"prompt":"Be brief.\n\nHuman: Name a tree.\n\nAssistant: Elm.\n\nHuman: Another.\n\nAssistant:",
             "max_tokens_to_sample":30,"temperature":0.5,"top_p":1,"top_k":250,
             "stop_sequences":["\n\nHuman:"],"anthropic_version":"bedrock-2023-05-31"}
            """);

        Wire.Same($$"""{"completion":" Oak.","stop_reason":"stop_sequence","stop":"\n\nHuman:"{{type}} }""", body);
        Assert.Equal("5", _runtime.Headers["X-Amzn-Bedrock-Output-Token-Count"]);
        var (messages, options) = _runtime.Engine.Last;
        Assert.Equal(
            [
                (ChatRole.System, "Be brief."), (ChatRole.User, "Name a tree."), (ChatRole.Assistant, "Elm."),
                (ChatRole.User, "Another."),
            ],
            messages.Select(message => (message.Role, message.Text)));
        Assert.Equal(
            (30, 0.5f, 1f, 250), (options.MaxOutputTokens, options.Temperature, options.TopP, options.TopK));
        Assert.Equal(["\n\nHuman:"], options.StopSequences);
    }

    [Fact]
    public async Task A_stop_sequence_of_the_requests_own_is_told()
    {
        _runtime.Engine.Plays(Piece(" a"), End(1, stop: "END"));

        var body = await _runtime.Invoke(Claude2, Body(""","max_tokens_to_sample":9,"stop_sequences":["END"]"""));

        Wire.Same("""{"completion":" a","stop_reason":"stop_sequence","stop":"END"}""", body);
        Assert.Equal(["END", "\n\nHuman:"], _runtime.Engine.Last.Options.StopSequences);
    }

    [Fact]
    public async Task Chunks_end_with_the_reason()
    {
        _runtime.Engine.Plays(Piece(" Oak"), Piece("s"), End(2, ChatFinishReason.Length));

        var chunks = await _runtime.InvokeStream(Claude2, Body(""","max_tokens_to_sample":2"""));

        Wire.Same(
            [
                """{"completion":" Oak","stop_reason":null,"stop":null}""",
                """{"completion":"s","stop_reason":null,"stop":null}""",
                """
                {"completion":"","stop_reason":"max_tokens","stop":null,"amazon-bedrock-invocationMetrics":
                 {"inputTokenCount":8,"outputTokenCount":2,"invocationLatency":420,"firstByteLatency":180} }
                """,
            ],
            chunks);
    }

    [Theory]
    [InlineData("""{}""", "#: required key [prompt] not found#: required key [max_tokens_to_sample] not found")]
    [InlineData("""{"prompt":1,"max_tokens_to_sample":9}""", "#/prompt: expected type: String, found: Integer")]
    [InlineData("""{"prompt":"x","max_tokens_to_sample":4097}""", "#/max_tokens_to_sample: 4097 is not less or equal to 4096")]
    [InlineData("""{"prompt":"x","max_tokens_to_sample":9,"max_tokens":9}""", "#: extraneous key [max_tokens] is not permitted")]
    [InlineData("""{"prompt":"x","max_tokens_to_sample":9,"top_k":501}""", "#/top_k: 501 is not less or equal to 500")]
    [InlineData(
        """{"prompt":"x","max_tokens_to_sample":9,"stop_sequences":["1","2","3","4","5"]}""",
        "#/stop_sequences: expected maximum item count: 4, found: 5")]
    public Task Bodies_that_break_the_schema_are_refused(string body, string complaints) =>
        _runtime.AssertMalformed(Claude2, body, complaints);

    [Theory]
    [InlineData("Name a tree.", "prompt must start with \"\\n\\nHuman:\" turn after an optional system prompt")]
    [InlineData("Human: Name a tree. Assistant:", "prompt must end with \"\\n\\nAssistant:\" turn")]
    [InlineData("\\n\\nHuman: Name a tree.", "prompt must end with \"\\n\\nAssistant:\" turn")]
    [InlineData("\\n\\nHuman: Name a tree.\\n\\nAssistant: An o", "does not support assistant message prefill")]
    public async Task A_prompt_without_its_frame_is_refused(string prompt, string words)
    {
        var error = await _runtime.Refused(
            "InvokeModel", Claude2, $$"""{"prompt":"{{prompt}}","max_tokens_to_sample":9}""");

        Assert.Equal("ValidationException", error.Code);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Claude_2_1_takes_the_marks_wherever_they_stand()
    {
        await _runtime.Invoke(Claude21, """{"prompt":"Human: Name a tree. Assistant:","max_tokens_to_sample":9}""");

        Assert.Equal("Name a tree.", Assert.Single(_runtime.Engine.Last.Messages).Text);
    }

    private static string Body(string rest) => $$"""{"prompt":"\n\nHuman: Name a tree.\n\nAssistant:"{{rest}} }""";
}
