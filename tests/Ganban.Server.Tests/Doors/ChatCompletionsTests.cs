using System.Text.Json.Nodes;

namespace Ganban.Server.Tests.Doors;

[Collection(DoorTests.Name)]
public sealed class ChatCompletionsTests : IDisposable
{
    private const string Path = "/openai/v1/chat/completions";
    private readonly DoorServer _doors;
    private readonly DoorHttp _http;

    public ChatCompletionsTests(DoorServer doors)
    {
        _doors = doors;
        _http = new DoorHttp(doors.Server.Address);
        doors.SayGoodDay();
    }

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData(Path)]
    [InlineData("/v1/chat/completions")]
    [InlineData("/bedrock-runtime/openai/v1/chat/completions")]
    public async Task Any_model_that_converses_answers_chat_completions(string path)
    {
        using var response = await _http.Post(path, new { model = "us." + DoorServer.Claude, messages = DoorWords.Hello, max_tokens = 3 });

        var answer = await DoorHttp.Json(response);
        Assert.Equal(("chat.completion", "us." + DoorServer.Claude), ((string)answer["object"]!, (string)answer["model"]!));
        Assert.Equal("length", (string)answer["choices"]![0]!["finish_reason"]!);
        Assert.NotEmpty((string)answer["choices"]![0]!["message"]!["content"]!);
        Assert.Equal(3, (int)answer["usage"]!["completion_tokens"]!);
        Assert.Equal("ganban-2", Assert.Single(response.Headers.GetValues("x-ganban-engine")));
        Assert.Equal(
            response.Headers.GetValues("x-amzn-RequestId").Single(), response.Headers.GetValues("x-request-id").Single());
    }

    [Fact]
    public async Task A_stream_ends_with_its_usage_where_it_is_asked_for_and_with_a_mark()
    {
        var asked = new
        {
            model = DoorServer.Llama,
            messages = DoorWords.Hello,
            stream = true,
            stream_options = new { include_usage = true },
        };
        var events = await _http.Stream(Path, asked);

        Assert.Equal("[DONE]", events[^1].Data);
        var chunks = events.SkipLast(1).Select(item => item.Json).ToList();
        Assert.All(events, item => Assert.Null(item.Name));
        Assert.Single(chunks.Select(chunk => (string)chunk["id"]!).Distinct());
        Assert.Equal("Good day!", string.Concat(chunks.SkipLast(1).Select(
            chunk => (string?)chunk["choices"]![0]!["delta"]!["content"])));
        Assert.Equal("stop", (string)chunks[^2]["choices"]![0]!["finish_reason"]!);
        Assert.All(chunks.SkipLast(1), chunk => Assert.Null(chunk["usage"]));
        Assert.Empty(chunks[^1]["choices"]!.AsArray());
        Assert.Equal(10, (int)chunks[^1]["usage"]!["total_tokens"]!);
        Assert.DoesNotContain("invocationMetrics", string.Concat(events.Select(item => item.Data)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_tells_no_usage_unasked()
    {
        var events = await _http.Stream(Path, new { model = DoorServer.Llama, messages = DoorWords.Hello, stream = true });

        Assert.All(events.SkipLast(1), item => Assert.False(item.Json.AsObject().ContainsKey("usage")));
    }

    [Fact]
    public async Task Tools_are_called_in_parallel_and_their_results_come_back()
    {
        var question = new { role = "user", content = "How many?" };
        var first = await _http.Ask(Path, new
        {
            model = DoorServer.Llama,
            messages = new object[] { question },
            tools = new[] { DoorWords.ChatTool },
            parallel_tool_calls = true,
        });

        var choice = first["choices"]![0]!;
        var message = choice["message"]!;
        Assert.Equal("tool_calls", (string)choice["finish_reason"]!);
        Assert.Null(message["content"]);
        Assert.Equal("The stock tells.", (string)message["reasoning_content"]!);
        var calls = message["tool_calls"]!.AsArray();
        Assert.Equal(2, calls.Count);
        Assert.Equal("{\"part\":\"M5\"}", (string)calls[1]!["function"]!["arguments"]!);
        Assert.Equal(4, (int)first["usage"]!["prompt_tokens_details"]!["cached_tokens"]!);
        Assert.Equal(7, (int)first["usage"]!["prompt_tokens"]!);

        message["refusal"] = null;
        message["annotations"] = new JsonArray();
        var second = await _http.Ask(Path, new
        {
            model = DoorServer.Llama,
            messages = new object[]
            {
                question,
                message,
                new { role = "tool", tool_call_id = (string)calls[0]!["id"]!, content = "7" },
                new { role = "tool", tool_call_id = (string)calls[1]!["id"]!, content = "8" },
            },
            tools = new[] { DoorWords.ChatTool },
        });

        Assert.Equal("Good day!", (string)second["choices"]![0]!["message"]!["content"]!);
        var seen = _doors.Engine.Last.Body["messages"]!.AsArray();
        Assert.Equal(["user", "assistant", "tool", "tool"], seen.Select(turn => (string)turn!["role"]!));
    }

    [Fact]
    public async Task Calls_are_streamed_with_their_numbers()
    {
        var events = await _http.Stream(Path, new
        {
            model = DoorServer.Llama,
            messages = DoorWords.Hello,
            tools = new[] { DoorWords.ChatTool },
            stream = true,
        });

        var deltas = events.SkipLast(1).Select(item => item.Json["choices"]![0]!["delta"]!).ToList();
        Assert.Contains(deltas, delta => (string?)delta["reasoning_content"] == "The stock tells.");
        var calls = deltas.Where(delta => delta["tool_calls"] is not null).Select(delta => delta["tool_calls"]![0]!);
        Assert.Equal([0, 1], calls.Select(call => (int)call["index"]!));
    }

    [Fact]
    public async Task The_reasoning_of_gpt_oss_stands_in_the_text_as_with_the_service()
    {
        _doors.Engine.On(DoorServer.Chat, reply => reply.Events(
            EngineDouble.OpenAiWords.Delta("""{"reasoning_content":"Hm."}"""),
            EngineDouble.OpenAiWords.Text("Yes."),
            EngineDouble.OpenAiWords.Finish(),
            EngineDouble.OpenAiWords.Done));
        var answer = await _http.Ask(Path, new { model = DoorServer.GptOss, messages = DoorWords.Hello });

        Assert.Equal("<reasoning>Hm.</reasoning>Yes.", (string)answer["choices"]![0]!["message"]!["content"]!);
    }

    [Fact]
    public async Task A_schema_is_followed()
    {
        var answer = await _http.Ask(Path, new
        {
            model = DoorServer.Claude,
            messages = DoorWords.Hello,
            response_format = new { type = "json_schema", json_schema = new { name = "sky", schema = DoorWords.Sky, strict = true } },
        });

        var text = (string)answer["choices"]![0]!["message"]!["content"]!;
        Assert.Contains((string)JsonNode.Parse(text)!["sky"]!, new[] { "clear", "cloudy" });
    }

    [Fact]
    public async Task Several_answers_have_indices_of_their_own()
    {
        var answer = await _http.Ask(Path, new { model = DoorServer.Llama, messages = DoorWords.Hello, n = 2, stop = "x" });
        var events = await _http.Stream(
            Path, new { model = DoorServer.Llama, messages = DoorWords.Hello, n = 2, stream = true });

        Assert.Equal([0, 1], answer["choices"]!.AsArray().Select(choice => (int)choice!["index"]!));
        Assert.Equal(
            [0, 1], events.SkipLast(1).Select(item => (int)item.Json["choices"]![0]!["index"]!).Distinct());
    }

    [Fact]
    public async Task A_picture_reaches_the_engine()
    {
        var pixels = Convert.ToBase64String(await File.ReadAllBytesAsync("images/rgb8.png"));
        await _http.Ask(Path, new
        {
            model = "us.meta.llama3-2-11b-instruct-v1:0",
            messages = new[]
            {
                new
                {
                    role = "user",
                    content = new object[]
                    {
                        new { type = "text", text = "What?" },
                        new { type = "image_url", image_url = new { url = "data:image/png;base64," + pixels } },
                    },
                },
            },
        });

        Assert.Contains(pixels[..64], _doors.Engine.Last.Body.ToJsonString().Replace("\\u002B", "+", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
