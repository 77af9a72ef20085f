using System.Text.Json;
using Microsoft.Extensions.AI;
using static Ganban.Bedrock.Tests.Invocation.ScriptedChatClient;

namespace Ganban.Bedrock.Tests.Invocation;

public sealed class TitanTests : IAsyncLifetime
{
    private const string Express = "amazon.titan-text-express-v1";
    private const string EmbedG1 = "amazon.titan-embed-text-v1";
    private const string EmbedV2 = "amazon.titan-embed-text-v2:0";
    private readonly Runtime _runtime = Runtime.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [Fact]
    public async Task Text_answers_in_results()
    {
        _runtime.Engine.Plays(Piece("Drink enough"), Piece(" water."), End(6));

        var body = await _runtime.Invoke(Express, """
            {"inputText":"User: Give a tip.\nBot:","textGenerationConfig":{"maxTokenCount":64,"stopSequences":["User:"],"temperature":0.2,"topP":0.8}}
            """);

        Wire.Same(
            """
            {"inputTextTokenCount":8,"results":[{"tokenCount":6,"outputText":"Drink enough water.","completionReason":"FINISH"}]}
            """,
            body);
        var (messages, options) = _runtime.Engine.Last;
        Assert.Equal((ChatRole.User, "Give a tip."), (Assert.Single(messages).Role, messages[0].Text));
        Assert.Equal((64, 0.2f, 0.8f), (options.MaxOutputTokens, options.Temperature, options.TopP));
        Assert.Equal(["User:"], options.StopSequences);
    }

    [Theory]
    [InlineData("length", null, "LENGTH")]
    [InlineData("stop", "User:", "STOP_CRITERIA_MET")]
    [InlineData("stop", null, "FINISH")]
    public async Task The_reason_of_the_end_is_told(string finish, string? stop, string reason)
    {
        _runtime.Engine.Plays(Piece("a"), End(1, new ChatFinishReason(finish), stop));

        var body = await _runtime.Invoke(Express, """{"inputText":"x"}""");

        Assert.Contains($"\"completionReason\":\"{reason}\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_tokens_wanted_gives_an_empty_result_with_the_prompt_counted()
    {
        var body = await _runtime.Invoke(Express, """{"inputText":"x","textGenerationConfig":{"maxTokenCount":0}}""");

        Wire.Same("""{"inputTextTokenCount":8,"results":[{"tokenCount":0,"outputText":"","completionReason":"LENGTH"}]}""", body);
    }

    [Fact]
    public async Task The_first_chunk_counts_the_prompt_and_the_last_the_answer()
    {
        _runtime.Engine.Plays(Piece("Once"), Piece(" there"), End(20, ChatFinishReason.Length));

        var chunks = await _runtime.InvokeStream(Express, """{"inputText":"Long story.","textGenerationConfig":{"maxTokenCount":20}}""");

        Wire.Same(
            [
                """{"outputText":"Once","index":0,"totalOutputTextTokenCount":null,"completionReason":null,"inputTextTokenCount":8}""",
                """{"outputText":" there","index":0,"totalOutputTextTokenCount":null,"completionReason":null,"inputTextTokenCount":null}""",
                """
                {"outputText":"","index":0,"totalOutputTextTokenCount":20,"completionReason":"LENGTH","inputTextTokenCount":null,
                 "amazon-bedrock-invocationMetrics":
                  {"inputTokenCount":8,"outputTokenCount":20,"invocationLatency":420,"firstByteLatency":180}}
                """,
            ],
            chunks);
    }

    [Fact]
    public async Task A_stream_without_text_is_one_chunk()
    {
        var chunks = await _runtime.InvokeStream(Express, """{"inputText":"x","textGenerationConfig":{"maxTokenCount":0}}""");

        Wire.Same(
            [
                """
                {"outputText":"","index":0,"totalOutputTextTokenCount":0,"completionReason":"LENGTH","inputTextTokenCount":8,
                 "amazon-bedrock-invocationMetrics":
                  {"inputTokenCount":8,"outputTokenCount":0,"invocationLatency":420,"firstByteLatency":180}}
                """,
            ],
            chunks);
    }

    [Fact]
    public async Task Marked_turns_become_a_conversation()
    {
        await _runtime.Invoke(Express, """{"inputText":"User: Hi\nBot: Hello.\nUser: Bye: now\nBot:"}""");

        Assert.Equal(
            [(ChatRole.User, "Hi"), (ChatRole.Assistant, "Hello."), (ChatRole.User, "Bye: now")],
            _runtime.Engine.Last.Messages.Select(message => (message.Role, message.Text)));
    }

    [Theory]
    [InlineData("""{"inputText":"x","textGenerationConfig":{"maxTokenCount":8193}}""", "#/textGenerationConfig/maxTokenCount: 8193 is not less or equal to 8192")]
    [InlineData("""{"inputText":"x","textGenerationConfig":{"topK":1}}""", "#/textGenerationConfig: extraneous key [topK] is not permitted")]
    [InlineData("""{"inputText":"x","textGenerationConfig":[]}""", "#/textGenerationConfig: expected type: JSONObject, found: JSONArray")]
    [InlineData("""{"prompt":"x"}""", "#: required key [inputText] not found#: extraneous key [prompt] is not permitted")]
    public async Task Text_bodies_that_break_the_schema_are_refused(string body, string complaints) => Assert.Equal(
        $"Malformed input request: {complaints}, please reformat your input and try again.",
        (await _runtime.Refused("InvokeModel", Express, body)).Message);

    [Fact]
    public async Task G1_embeds_into_1536_numbers()
    {
        using var body = JsonDocument.Parse(await _runtime.Invoke(EmbedG1, """{"inputText":"blue bicycle"}"""));

        Assert.Equal(["embedding", "inputTextTokenCount"], body.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal(1536, body.RootElement.GetProperty("embedding").GetArrayLength());
        Assert.Equal(2, body.RootElement.GetProperty("inputTextTokenCount").GetInt32());
        Assert.Equal("2", _runtime.Headers["X-Amzn-Bedrock-Input-Token-Count"]);
        Assert.Equal("0", _runtime.Headers["X-Amzn-Bedrock-Invocation-Latency"]);
        Assert.DoesNotContain("X-Amzn-Bedrock-Output-Token-Count", _runtime.Headers.Keys);
    }

    [Theory]
    [InlineData("""{"inputText":"blue bicycle"}""", 1024, new[] { "float" })]
    [InlineData("""{"inputText":"blue bicycle","dimensions":512,"normalize":false}""", 512, new[] { "float" })]
    [InlineData("""{"inputText":"blue bicycle","dimensions":256,"embeddingTypes":["binary","float"]}""", 256, new[] { "binary", "float" })]
    [InlineData("""{"inputText":"blue bicycle","embeddingTypes":["binary"]}""", 1024, new[] { "binary" })]
    public async Task V2_embeds_into_the_dimensions_and_types_asked_for(string request, int dimensions, string[] types)
    {
        using var body = JsonDocument.Parse(await _runtime.Invoke(EmbedV2, request));

        var floats = body.RootElement.GetProperty("embedding").EnumerateArray().Select(value => value.GetDouble()).ToArray();
        Assert.Equal(dimensions, floats.Length);
        Assert.Equal(1, floats.Sum(value => value * value), 3);
        var byType = body.RootElement.GetProperty("embeddingsByType");
        Assert.Equal(types, byType.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        if (byType.TryGetProperty("binary", out var binary))
        {
            Assert.Equal(
                floats.Select(value => value > 0 ? 1 : 0),
                binary.EnumerateArray().Select(value => value.GetInt32()));
        }
    }

    [Theory]
    [InlineData(EmbedG1, """{"inputText":"x","dimensions":512}""", "#: extraneous key [dimensions] is not permitted")]
    [InlineData(EmbedG1, """{"inputText":""}""", "#/inputText: expected minLength: 1, actual: 0")]
    [InlineData(EmbedV2, """{"inputText":"x","dimensions":300}""", "#/dimensions: 300 is not a valid enum value")]
    [InlineData(EmbedV2, """{"inputText":"x","embeddingTypes":["float","int8"]}""", "#/embeddingTypes/1: int8 is not a valid enum value")]
    [InlineData(EmbedV2, """{"inputText":"x","normalize":1}""", "#/normalize: expected type: Boolean, found: Integer")]
    public async Task Embedding_bodies_that_break_the_schema_are_refused(
        string model,
        string body,
        string complaints) => Assert.Equal(
        $"Malformed input request: {complaints}, please reformat your input and try again.",
        (await _runtime.Refused("InvokeModel", model, body)).Message);

    [Fact]
    public async Task Texts_to_embed_are_limited_in_characters_and_tokens()
    {
        var characters = await _runtime.Refused("InvokeModel", EmbedV2, $$"""{"inputText":"{{new string('a', 50_001)}}"}""");
        var tokens = await _runtime.Refused(
            "InvokeModel", EmbedV2, $$"""{"inputText":"{{string.Concat(Enumerable.Repeat("a b ", 4_500))}}"}""");

        Assert.Contains("expected maxLength: 50000, actual: 50001", characters.Message, StringComparison.Ordinal);
        Assert.Equal("400 Bad Request: Too many input tokens. Max input tokens: 8192, request input token count: 9000", tokens.Message);
    }

    [Theory]
    [InlineData(EmbedG1)]
    [InlineData(EmbedV2)]
    [InlineData("amazon.titan-embed-g1-text-02")]
    public async Task Embeddings_do_not_stream(string model) => Assert.Equal(
        "The model is unsupported for streaming.",
        (await _runtime.Refused("InvokeModelWithResponseStream", model, """{"inputText":"x"}""")).Message);
}
