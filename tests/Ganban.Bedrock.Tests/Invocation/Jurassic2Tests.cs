using Ganban.Inference.Chat;
using Ganban.Inference.Generation;
using Microsoft.Extensions.AI;
using static Ganban.Bedrock.Tests.Invocation.ScriptedChatClient;

namespace Ganban.Bedrock.Tests.Invocation;

public sealed class Jurassic2Tests : IAsyncLifetime
{
    private const string Ultra = "ai21.j2-ultra-v1";
    private readonly Runtime _runtime = Runtime.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [Fact]
    public async Task A_completion_comes_with_every_token_and_its_place()
    {
        var first = Piece("\nThe", new(1, "\n", 0), new(2, "The", -1.25f));
        first.AdditionalProperties![ChatProperties.PromptTokens] = (TokenDetail[])
            [new(7, "<|user|>", float.NaN), new(8, "Name one", -9.5f), new(9, " river", -7.125f), new(10, ".", -2.25f), new(11, "<|end|>", -1)];
        _runtime.Engine.Plays(first, Piece(" Tone", new TokenDetail(3, " Tone", -0.5f)), WithToken(End(4), new(0, "</s>", -0.25f)));

        var body = await _runtime.Invoke(Ultra, """
            {"prompt":"Name one river.","maxTokens":12,"temperature":0.4,"topP":0.9,"stopSequences":["##"],"countPenalty":{"scale":0},
             "presencePenalty":{"scale":0.5,"applyToNumbers":true},"frequencyPenalty":{"scale":0,"applyToEmojis":false}}
            """);

        Wire.Same(
            """
            {"id":1234,
             "prompt":{"text":"Name one river.","tokens":[
              {"generatedToken":{"token":"Name▁one","logprob":-9.5,"raw_logprob":-9.5},"topTokens":null,"textRange":{"start":0,"end":8}},
              {"generatedToken":{"token":"▁river","logprob":-7.125,"raw_logprob":-7.125},"topTokens":null,"textRange":{"start":8,"end":14}},
              {"generatedToken":{"token":".","logprob":-2.25,"raw_logprob":-2.25},"topTokens":null,"textRange":{"start":14,"end":15}}]},
             "completions":[{"data":{"text":"\nThe Tone","tokens":[
              {"generatedToken":{"token":"<|newline|>","logprob":0,"raw_logprob":0},"topTokens":null,"textRange":{"start":0,"end":1}},
              {"generatedToken":{"token":"The","logprob":-1.25,"raw_logprob":-1.25},"topTokens":null,"textRange":{"start":1,"end":4}},
              {"generatedToken":{"token":"▁Tone","logprob":-0.5,"raw_logprob":-0.5},"topTokens":null,"textRange":{"start":4,"end":9}},
              {"generatedToken":{"token":"<|endoftext|>","logprob":-0.25,"raw_logprob":-0.25},"topTokens":null,
               "textRange":{"start":9,"end":9}}]},
              "finishReason":{"reason":"endoftext"}}]}
            """,
            body);
        Assert.Equal("8", _runtime.Headers["X-Amzn-Bedrock-Input-Token-Count"]);
        Assert.Equal("4", _runtime.Headers["X-Amzn-Bedrock-Output-Token-Count"]);
        Assert.Equal("420", _runtime.Headers["X-Amzn-Bedrock-Invocation-Latency"]);
        Assert.Equal("application/json", _runtime.Headers["Content-Type"]);
        var (messages, options) = _runtime.Engine.Last;
        Assert.Equal("Name one river.", Assert.Single(messages).Text);
        Assert.Equal(
            (12, 0.4f, 0.9f, 0.5f),
            (options.MaxOutputTokens, options.Temperature, options.TopP, options.PresencePenalty));
        Assert.Equal(["##"], options.StopSequences);
        Assert.Null(options.FrequencyPenalty);
    }

    [Fact]
    public async Task Defaults_are_those_of_the_family()
    {
        await _runtime.Invoke(Ultra, """{"prompt":"x"}""");

        var options = _runtime.Engine.Last.Options;
        Assert.Equal((200, 0.5f, 0.5f), (options.MaxOutputTokens, options.Temperature, options.TopP));
    }

    [Fact]
    public async Task A_stop_sequence_is_named_and_takes_no_place_in_the_text()
    {
        _runtime.Engine.Plays(Piece("a", new TokenDetail(1, "a", -1)), WithToken(End(2, stop: "##"), new(2, "##", -1)));

        var body = await _runtime.Invoke(Ultra, """{"prompt":"x","stopSequences":["##"]}""");

        Assert.Contains("\"finishReason\":{\"reason\":\"stop\",\"sequence\":\"##\"}", body, StringComparison.Ordinal);
        Assert.Contains("\"textRange\":{\"start\":1,\"end\":1}", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_limit_reached_is_told_with_its_length()
    {
        _runtime.Engine.Plays(Piece("a"), Piece("b"), End(2, ChatFinishReason.Length));

        var body = await _runtime.Invoke(Ultra, """{"prompt":"x","maxTokens":2}""");

        Assert.Contains("\"finishReason\":{\"reason\":\"length\",\"length\":2}", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_tokens_wanted_gives_an_empty_completion_with_the_prompt_counted()
    {
        var body = await _runtime.Invoke(Ultra, """{"prompt":"x","maxTokens":0}""");

        Wire.Same(
            """
            {"id":1234,"prompt":{"text":"x","tokens":[]},
             "completions":[{"data":{"text":"","tokens":[]},"finishReason":{"reason":"length","length":0}}]}
            """,
            body);
        Assert.Equal(("8", "0"), (
            _runtime.Headers["X-Amzn-Bedrock-Input-Token-Count"], _runtime.Headers["X-Amzn-Bedrock-Output-Token-Count"]));
    }

    [Fact]
    public async Task As_many_completions_as_asked_for_are_made_and_counted()
    {
        var body = await _runtime.Invoke(Ultra, """{"prompt":"x","numResults":3}""");

        Assert.Equal(3, body.Split("endoftext\"").Length - 1);
        Assert.Equal(3, _runtime.Engine.Asked.Count);
        Assert.Equal("6", _runtime.Headers["X-Amzn-Bedrock-Output-Token-Count"]);
    }

    [Theory]
    [InlineData("""{"prompt":"x","topKReturn":3}""", "topKReturn above 0")]
    [InlineData("""{"prompt":"x","minTokens":1}""", "minTokens above 0")]
    [InlineData("""{"prompt":"x","presencePenalty":{"scale":1,"applyToNumbers":false}}""", "presencePenalty with applyToNumbers false")]
    public async Task What_the_engine_cant_do_is_named(string body, string name)
    {
        var error = await _runtime.Refused("InvokeModel", Ultra, body);

        Assert.Equal((501, $"Ganban does not implement {name} in Jurassic-2's format yet. Send the request without it."), (error.Status, error.Message));
        Assert.Empty(_runtime.Engine.Asked);
    }

    [Theory]
    [InlineData("""{"prompt":"x","maxTokens":8192}""", "#/maxTokens: 8192 is not less or equal to 8191")]
    [InlineData("""{"prompt":"x","maxTokens":-1}""", "#/maxTokens: -1 is not greater or equal to 0")]
    [InlineData("""{"prompt":"x","maxTokens":1.5}""", "#/maxTokens: expected type: Integer, found: Double")]
    [InlineData("""{"prompt":"x","maxTokens":"1"}""", "#/maxTokens: expected type: Integer, found: String")]
    [InlineData("""{"prompt":"x","temperature":1.5}""", "#/temperature: 1.5 is not less or equal to 1")]
    [InlineData("""{"prompt":"x","topP":1e999}""", "#/topP: Infinity is not less or equal to 1")]
    [InlineData("""{"prompt":["x"]}""", "#/prompt: expected type: String, found: JSONArray")]
    [InlineData("""{"prompt":null}""", "#/prompt: expected type: String, found: Null")]
    [InlineData("""{"prompt":"x","stopSequences":"a"}""", "#/stopSequences: expected type: JSONArray, found: String")]
    [InlineData("""{"prompt":"x","stopSequences":["a",1]}""", "#/stopSequences/1: expected type: String, found: Integer")]
    [InlineData("""{"prompt":"x","stopSequences":[""]}""", "#/stopSequences/0: expected minLength: 1, actual: 0")]
    [InlineData("""{"prompt":"x","countPenalty":3}""", "#/countPenalty: expected type: JSONObject, found: Integer")]
    [InlineData("""{"prompt":"x","countPenalty":{"scale":2}}""", "#/countPenalty/scale: 2 is not less or equal to 1")]
    [InlineData("""{"prompt":"x","countPenalty":{"rate":1}}""", "#/countPenalty: extraneous key [rate] is not permitted")]
    [InlineData("""{}""", "#: required key [prompt] not found")]
    [InlineData("""{"text":"x"}""", "#: required key [prompt] not found#: extraneous key [text] is not permitted")]
    [InlineData("""[]""", "#: expected type: JSONObject, found: JSONArray")]
    public async Task Bodies_that_break_the_schema_are_refused_with_every_complaint(string body, string complaints)
    {
        var error = await _runtime.Refused("InvokeModel", Ultra, body);

        Assert.Equal(("ValidationException", 400), (error.Code, error.Status));
        Assert.StartsWith("Malformed input request: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(complaints, error.Message, StringComparison.Ordinal);
        Assert.EndsWith(", please reformat your input and try again.", error.Message, StringComparison.Ordinal);
        Assert.Empty(_runtime.Engine.Asked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("{\"prompt\":\"x\"")]
    [InlineData("{\"prompt\":\"x\"}}")]
    [InlineData("{\"prompt\":\"\\ud800\"}")]
    [InlineData("{\"prompt\":\"x\",\"\\udc00\":1}")]
    [InlineData("{\"prompt\":\"x\",\"prompt\":\"y\"}")]
    public async Task What_is_no_sound_json_is_refused_in_one_sentence(string body) => Assert.Equal(
        "Malformed input request, please reformat your input and try again.",
        (await _runtime.Refused("InvokeModel", Ultra, body)).Message);

    [Fact]
    public async Task Nesting_is_bounded()
    {
        var deep = $$"""{"prompt":{{new string('[', 5000)}}{{new string(']', 5000)}}}""";

        var error = await _runtime.Refused("InvokeModel", Ultra, deep);

        Assert.Equal("Malformed input request, please reformat your input and try again.", error.Message);
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_refused()
    {
        byte[] body = [.. "{\"prompt\":\""u8, 0xC3, 0x28, .. "\"}"u8];

        var error = await Assert.ThrowsAnyAsync<Contracts.ModelledException>(() => _runtime.InvokeBytes(Ultra, body));

        Assert.Equal("Malformed input request, please reformat your input and try again.", error.Message);
    }

    [Fact]
    public async Task The_family_does_not_stream() => Assert.Equal(
        "The model is unsupported for streaming.",
        (await _runtime.Refused("InvokeModelWithResponseStream", Ultra, """{"prompt":"x"}""")).Message);

    private static ChatResponseUpdate WithToken(ChatResponseUpdate update, TokenDetail token)
    {
        update.AdditionalProperties![ChatProperties.Tokens] = (TokenDetail[])[token];
        return update;
    }
}
