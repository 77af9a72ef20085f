using Ganban.Inference.Generation;
using Microsoft.Extensions.AI;
using static Ganban.Bedrock.Tests.Invocation.ScriptedChatClient;

namespace Ganban.Bedrock.Tests.Invocation;

/// <summary>Cohere Command's format.</summary>
public sealed class CohereCommandTests : IAsyncLifetime
{
    private const string Command = "cohere.command-text-v14";
    private const string Metrics = "\"amazon-bedrock-invocationMetrics\":";
    private readonly Runtime _runtime = Runtime.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [Fact]
    public async Task A_generation_answers_the_prompt()
    {
        _runtime.Engine.Plays(Piece(" Plum"), End(2));

        var body = await _runtime.Invoke(Command, """
            {"prompt":"Name a fruit.","max_tokens":10,"temperature":0.5,"p":0.5,"k":0,"stop_sequences":["--"],
             "return_likelihoods":"NONE","num_generations":1,"truncate":"END"}
            """);

        Wire.Same(
            """
            {"id":"uuid","prompt":"Name a fruit.",
             "generations":[{"id":"uuid","text":" Plum","finish_reason":"COMPLETE"}]}
            """,
            body);
        Assert.StartsWith($"{{\"id\":\"{TestStore.Call().RequestId}\"", body, StringComparison.Ordinal);
        Assert.Equal("2", _runtime.Headers["X-Amzn-Bedrock-Output-Token-Count"]);
        var options = _runtime.Engine.Last.Options;
        Assert.Equal(
            (10, 0.5f, 0.5f, null), (options.MaxOutputTokens, options.Temperature, options.TopP, options.TopK));
        Assert.Equal(["--"], options.StopSequences);
    }

    [Fact]
    public async Task Defaults_are_those_of_the_family()
    {
        await _runtime.Invoke(Command, """{"prompt":"x"}""");

        var options = _runtime.Engine.Last.Options;
        Assert.Equal((20, 0.9f, 0.75f), (options.MaxOutputTokens, options.Temperature, options.TopP));
    }

    [Fact]
    public async Task A_stream_comes_in_pieces_if_the_body_says_so()
    {
        _runtime.Engine.Plays(Piece(" Pl"), Piece("um"), End(2, ChatFinishReason.Length));

        var chunks = await _runtime.InvokeStream(Command, """{"prompt":"x","max_tokens":2,"stream":true}""");

        Wire.Same(
            [
                """{"is_finished":false,"text":" Pl"}""",
                """{"is_finished":false,"text":"um"}""",
                $$"""
                {"is_finished":true,"finish_reason":"MAX_TOKENS",{{Metrics}}
                 {"inputTokenCount":8,"outputTokenCount":2,"invocationLatency":420,"firstByteLatency":180} }
                """,
            ],
            chunks);
    }

    [Fact]
    public async Task Several_generations_stream_with_their_index_and_are_counted_together()
    {
        _runtime.Engine.Plays(Piece(" Plum"), End(2, ChatFinishReason.Length));

        var chunks = await _runtime.InvokeStream(
            Command, """{"prompt":"x","max_tokens":2,"stream":true,"num_generations":2}""");

        Wire.Same(
            [
                """{"index":0,"is_finished":false,"text":" Plum"}""",
                """{"index":1,"is_finished":false,"text":" Plum"}""",
                $$"""
                {"is_finished":true,"finish_reason":"MAX_TOKENS",{{Metrics}}
                 {"inputTokenCount":16,"outputTokenCount":4,"invocationLatency":840,"firstByteLatency":180} }
                """,
            ],
            chunks);
    }

    [Fact]
    public async Task A_stream_is_the_whole_body_if_the_body_asks_for_no_pieces()
    {
        _runtime.Engine.Plays(Piece(" Pl"), Piece("um"), End(2));

        var chunks = await _runtime.InvokeStream(Command, """{"prompt":"x"}""");

        Wire.Same(
            [
                $$"""
                {"id":"uuid","prompt":"x","generations":[{"id":"uuid","text":" Plum","finish_reason":"COMPLETE"}],
                 {{Metrics}}{"inputTokenCount":8,"outputTokenCount":2,"invocationLatency":420,"firstByteLatency":180} }
                """,
            ],
            chunks);
    }

    [Fact]
    public async Task Likelihoods_are_the_tokens_own()
    {
        _runtime.Engine.Plays(
            Piece(" Plum", new TokenDetail(1, " Pl", -0.5f), new TokenDetail(2, "um", -1.5f)), End(2));

        var body = await _runtime.Invoke(Command, """{"prompt":"x","return_likelihoods":"GENERATION"}""");

        Wire.Same(
            """
            {"id":"uuid","prompt":"x","generations":[{"id":"uuid","text":" Plum","finish_reason":"COMPLETE",
             "likelihood":-1,"token_likelihoods":
              [{"token":" Pl","likelihood":-0.5},{"token":"um","likelihood":-1.5}]}]}
            """,
            body);
    }

    [Theory]
    [InlineData("""{}""", "#: required key [prompt] not found")]
    [InlineData("""{"prompt":1}""", "#/prompt: expected type: String, found: Integer")]
    [InlineData("""{"prompt":"x","top_p":1}""", "#: extraneous key [top_p] is not permitted")]
    [InlineData("""{"prompt":"x","max_tokens":0}""", "#/max_tokens: 0 is not greater or equal to 1")]
    [InlineData("""{"prompt":"x","temperature":5.5}""", "#/temperature: 5.5 is not less or equal to 5")]
    [InlineData("""{"prompt":"x","num_generations":6}""", "#/num_generations: 6 is not less or equal to 5")]
    [InlineData("""{"prompt":"x","stream":"yes"}""", "#/stream: expected type: Boolean, found: String")]
    [InlineData("""{"prompt":"x","truncate":"MIDDLE"}""", "#/truncate: MIDDLE is not a valid enum value")]
    [InlineData(
        """{"prompt":"x","stop_sequences":["1","2","3","4","5"]}""",
        "#/stop_sequences: expected maximum item count: 4, found: 5")]
    public Task Bodies_that_break_the_schema_are_refused(string body, string complaints) =>
        _runtime.AssertMalformed(Command, body, complaints);

    [Theory]
    [InlineData("""{"prompt":"x","return_likelihoods":"ALL"}""", "return_likelihoods ALL")]
    [InlineData("""{"prompt":"x","logit_bias":{"11":1.5}}""", "logit_bias")]
    public Task What_the_engine_cant_do_is_refused_by_name(string body, string what) =>
        _runtime.AssertNotDone(Command, body, what);
}
