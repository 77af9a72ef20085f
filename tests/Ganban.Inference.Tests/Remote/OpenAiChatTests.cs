using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.EngineDouble;
using Ganban.Inference.Chat;
using Ganban.Inference.Remote;
using Ganban.Inference.Remote.OpenAi;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Tests.Remote;

public sealed class OpenAiChatTests : IAsyncLifetime, IDisposable
{
    private const string Path = "/v1/chat/completions";
    private LoopbackEngine _engine = null!;
    private OpenAiChatClient _client = null!;

    public async Task InitializeAsync()
    {
        _engine = await LoopbackEngine.Start();
        _client = new OpenAiChatClient(Remotes.Options(_engine.OpenAiAddress));
        _engine.On(Path, reply => reply.Events(OpenAiWords.Answer("Good", " day", "!")));
    }

    public Task DisposeAsync() => _engine.DisposeAsync().AsTask();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Words_come_one_by_one_and_usage_at_the_end()
    {
        _engine.On(Path, reply => reply.Events(
            [OpenAiWords.Text("Good"), OpenAiWords.Text(" day"), OpenAiWords.Finish(), OpenAiWords.Usage(20, 2, 16), OpenAiWords.Done]));

        var updates = await Remotes.Stream(_client);

        Assert.Equal(["Good", " day"], updates.Select(update => update.Text).Where(text => text.Length > 0));
        Assert.Equal([ChatFinishReason.Stop], updates.Select(update => update.FinishReason).OfType<ChatFinishReason>());
        var usage = Assert.Single(updates.SelectMany(update => update.Contents).OfType<UsageContent>()).Details;
        Assert.Equal((20, 2, 22), (usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount));
        Assert.Equal(16, usage.CachedInputTokenCount);
        Assert.All(updates, update => Assert.Equal("tiny-instruct", update.ModelId));
    }

    [Fact]
    public async Task A_whole_response_is_the_stream_put_together()
    {
        var response = await _client.GetResponseAsync(Remotes.Hello);

        Assert.Equal("Good day!", response.Text);
        Assert.Equal((7, 3), (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount));
    }

    [Fact]
    public async Task The_request_holds_the_key_the_model_and_every_option()
    {
        await Remotes.Stream(_client, [new(ChatRole.System, "Be brief."), new(ChatRole.User, "こんにちは")], new ChatOptions
        {
            Temperature = 0.5f,
            TopP = 0.25f,
            TopK = 40,
            FrequencyPenalty = 0.125f,
            PresencePenalty = 0.75f,
            Seed = 42,
            MaxOutputTokens = 99,
            StopSequences = ["END", "\n\n"],
            Reasoning = new ReasoningOptions { Effort = ReasoningEffort.Medium },
        });

        Assert.Equal("Bearer " + Remotes.Key, _engine.Last.Authorization);
        AssertJson(
            """
            {"model":"tiny-instruct",
             "messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"こんにちは"}],
             "stream":true,"stream_options":{"include_usage":true},
             "max_tokens":99,"temperature":0.5,"top_p":0.25,"top_k":40,"frequency_penalty":0.125,"presence_penalty":0.75,"seed":42,
             "stop":["END","\n\n"],"reasoning_effort":"medium"}
            """,
            _engine.Last.Body);
    }

    [Fact]
    public async Task Tools_their_calls_and_their_results_travel_in_the_APIs_words()
    {
        await Remotes.Stream(
            _client,
            [
                new(ChatRole.User, "Weather?"),
                new(ChatRole.Assistant, [new FunctionCallContent("call_1", "weather", new Dictionary<string, object?> { ["city"] = "Kyoto" })]),
                new(ChatRole.Tool, [new FunctionResultContent("call_1", "rain")]),
            ],
            new ChatOptions { Tools = [Weather], ToolMode = ChatToolMode.RequireSpecific("weather"), AllowMultipleToolCalls = false });

        AssertJson(
            """
            [{"role":"user","content":"Weather?"},
             {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Kyoto\"}"}}]},
             {"role":"tool","tool_call_id":"call_1","content":"rain"}]
            """,
            _engine.Last.Body["messages"]!);
        AssertJson(
            """
            [{"type":"function","function":{"name":"weather","description":"Tells the weather.",
              "parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]
            """,
            _engine.Last.Body["tools"]!);
        AssertJson("""{"type":"function","function":{"name":"weather"}}""", _engine.Last.Body["tool_choice"]!);
        Assert.False((bool)_engine.Last.Body["parallel_tool_calls"]!);
    }

    [Fact]
    public async Task An_image_travels_as_a_data_address_beside_its_text()
    {
        await Remotes.Stream(
            _client, [new(ChatRole.User, [new TextContent("What is it?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png")])]);

        AssertJson(
            """
            [{"type":"text","text":"What is it?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AQID"}}]
            """,
            _engine.Last.Body["messages"]![0]!["content"]!);
    }

    [Fact]
    public async Task An_answer_may_be_held_to_a_schema_or_to_JSON()
    {
        var schema = JsonDocument.Parse("""{"type":"object"}""").RootElement;
        await Remotes.Stream(_client, null, new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, "city", "A city.") });
        AssertJson(
            """
            {"type":"json_schema","json_schema":{"name":"city","description":"A city.","schema":{"type":"object"},"strict":true}}
            """,
            _engine.Last.Body["response_format"]!);

        await Remotes.Stream(_client, null, new() { ResponseFormat = ChatResponseFormat.Json });
        AssertJson("""{"type":"json_object"}""", _engine.Last.Body["response_format"]!);
    }

    [Fact]
    public async Task What_the_API_has_no_place_for_is_refused_before_anything_is_sent()
    {
        await Assert.ThrowsAsync<UnsupportedContentException>(() => Remotes.Stream(
            _client, [new(ChatRole.User, [new DataContent(new byte[] { 1 }, "video/mp4")])]));

        Assert.Empty(_engine.Calls);
    }

    [Theory]
    [InlineData("tool_calls")]
    [InlineData("stop")]
    public async Task Calls_that_come_in_fragments_are_put_together(string finish)
    {
        _engine.On(Path, reply => reply.Events(
            OpenAiWords.Delta("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"weather","arguments":""}}]}"""),
            OpenAiWords.Delta("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"ci"}}]}"""),
            OpenAiWords.Delta("""{"tool_calls":[{"index":0,"function":{"arguments":"ty\":\"京都\"}"}}]}"""),
            OpenAiWords.Delta("""{"tool_calls":[{"index":1,"id":"b","function":{"name":"weather","arguments":"{\"city\":\"Nara\",\"days\":[1,2]}"}}]}"""),
            OpenAiWords.Finish(finish),
            OpenAiWords.Done));

        var updates = await Remotes.Stream(_client);

        var calls = updates.SelectMany(update => update.Contents).OfType<FunctionCallContent>().ToList();
        Assert.Equal([("a", "weather"), ("b", "weather")], calls.Select(call => (call.CallId, call.Name)));
        Assert.Equal("京都", ((JsonElement)calls[0].Arguments!["city"]!).GetString());
        Assert.Equal("[1,2]", ((JsonElement)calls[1].Arguments!["days"]!).GetRawText());
        Assert.Equal(ChatFinishReason.ToolCalls, updates[^2].FinishReason);
    }

    [Fact]
    public async Task Two_calls_under_one_index_stay_two()
    {
        _engine.On(Path, reply => reply.Events(
            OpenAiWords.Delta("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"x","arguments":"{}"}}]}"""),
            OpenAiWords.Delta("""{"tool_calls":[{"index":0,"id":"b","function":{"name":"y","arguments":""}}]}"""),
            OpenAiWords.Finish("tool_calls")));

        var updates = await Remotes.Stream(_client);

        Assert.Equal(["x", "y"], updates.SelectMany(update => update.Contents).OfType<FunctionCallContent>().Select(call => call.Name));
    }

    [Fact]
    public async Task A_call_that_the_token_limit_cuts_off_is_left_out()
    {
        _engine.On(Path, reply => reply.Events(
            OpenAiWords.Delta("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"weather","arguments":"{\"city\":"}}]}"""),
            OpenAiWords.Finish("length")));

        var updates = await Remotes.Stream(_client);

        Assert.Empty(updates.SelectMany(update => update.Contents));
        Assert.Equal(ChatFinishReason.Length, updates.Single(update => update.FinishReason is not null).FinishReason);
    }

    [Theory]
    [InlineData("reasoning_content")]
    [InlineData("reasoning")]
    public async Task Thoughts_are_told_apart_from_the_answer(string member)
    {
        _engine.On(Path, reply => reply.Events(
            [OpenAiWords.Delta($$"""{"{{member}}":"Let me see."}"""), .. OpenAiWords.Answer("Yes.")]));

        var updates = await Remotes.Stream(_client);

        Assert.Equal("Let me see.", Assert.Single(updates.SelectMany(update => update.Contents).OfType<TextReasoningContent>()).Text);
        Assert.Equal("Yes.", string.Concat(updates.Select(update => update.Text)));
    }

    [Fact]
    public async Task A_stop_sequence_that_the_engine_names_is_told()
    {
        var finish = JsonNode.Parse(OpenAiWords.Finish())!;
        finish["choices"]![0]!["stop_reason"] = "END";
        _engine.On(Path, reply => reply.Events(OpenAiWords.Text("a"), finish.ToJsonString(), OpenAiWords.Done));

        var updates = await Remotes.Stream(_client, null, new ChatOptions { StopSequences = ["END"] });

        Assert.Equal("END", updates.Single(update => update.FinishReason is not null).AdditionalProperties![ChatProperties.StopSequence]);
    }

    [Fact]
    public async Task Characters_and_lines_may_be_split_anywhere()
    {
        var stream = Encoding.UTF8.GetBytes(
            ": a comment\r\n\r\n" + string.Concat(OpenAiWords.Answer("岩", "盤🪨", " ok").Select(item => $"event: x\r\ndata:{item}\r\n\r\n")));
        _engine.On(Path, async reply =>
        {
            for (var i = 0; i < stream.Length; i += 3)
            {
                await reply.Bytes(stream.AsMemory(i, Math.Min(3, stream.Length - i)));
            }
        });

        Assert.Equal("岩盤🪨 ok", (await _client.GetResponseAsync(Remotes.Hello)).Text);
    }

    [Fact]
    public async Task A_connection_is_used_again()
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("Good day!", (await _client.GetResponseAsync(Remotes.Hello)).Text);
        }

        Assert.Equal(3, _engine.Calls.Count);
    }

    [Fact]
    public async Task Tokens_are_counted_as_llama_server_counts_them()
    {
        _engine.On("/v1/chat/completions/input_tokens", reply => reply.Json("""{"object":"response.input_tokens","input_tokens":12}"""));

        Assert.Equal(12, await _client.CountTokens(Remotes.Hello, new ChatOptions { Tools = [Weather] }));
        Assert.Equal("weather", (string)_engine.Last.Body["tools"]![0]!["function"]!["name"]!);
    }

    [Fact]
    public async Task Tokens_are_counted_as_vLLM_counts_them()
    {
        _engine.On("/tokenize", reply => reply.Json("""{"count":3,"max_model_len":4096,"tokens":[1,2,3]}"""));

        Assert.Equal(3, await _client.CountTokens(Remotes.Hello));
    }

    [Fact]
    public async Task An_engine_that_cant_count_says_so_instead_of_guessing()
    {
        var refusal = await Assert.ThrowsAsync<UnsupportedContentException>(
            () => _client.CountTokens(Remotes.Hello).AsTask());

        Assert.Contains("counting tokens", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_print_no_key() => Assert.DoesNotContain(
        Remotes.Key, Remotes.Options(new Uri("http://127.0.0.1")).ToString()!, StringComparison.Ordinal);

    private static AIFunctionDeclaration Weather => AIFunctionFactory.CreateDeclaration(
        "weather",
        "Tells the weather.",
        JsonDocument.Parse("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""").RootElement);

    private static void AssertJson(string expected, JsonNode actual) => Assert.True(
        JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual.ToJsonString());
}
