using System.Text.Json.Nodes;

namespace Ganban.Server.Tests.Doors;

[Collection(DoorTests.Name)]
public sealed class MessagesTests : IDisposable
{
    private const string Path = "/anthropic/v1/messages";
    private readonly DoorHttp _http;

    public MessagesTests(DoorServer doors)
    {
        _http = new DoorHttp(doors.Server.Address, key: null);
        _http.Headers.Add("x-api-key", "test");
        _http.Headers.Add("anthropic-version", "2023-06-01");
        doors.SayGoodDay();
    }

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData(Path)]
    [InlineData("/v1/messages")]
    public async Task Any_model_that_converses_answers_messages(string path)
    {
        var answer = await _http.Ask(
            path, new { model = DoorServer.Llama, max_tokens = 9, system = "Be brief.", messages = DoorWords.Hello });

        Assert.Equal(("message", "assistant"), ((string)answer["type"]!, (string)answer["role"]!));
        Assert.Equal("Good day!", (string)answer["content"]![0]!["text"]!);
        Assert.Equal(("end_turn", DoorServer.Llama), ((string)answer["stop_reason"]!, (string)answer["model"]!));
        Assert.Equal((7, 3), ((int)answer["usage"]!["input_tokens"]!, (int)answer["usage"]!["output_tokens"]!));
    }

    [Fact]
    public async Task A_stream_has_the_events_of_the_API_and_no_others()
    {
        var events = await _http.Stream(
            Path, new { model = DoorServer.Llama, max_tokens = 9, messages = DoorWords.Hello, stream = true });

        Assert.Equal(
            [
                "message_start", "content_block_start", "content_block_delta", "content_block_delta", "content_block_delta",
                "content_block_stop", "message_delta", "message_stop",
            ],
            events.Select(item => item.Name));
        Assert.All(events, item => Assert.Equal(item.Name, (string)item.Json["type"]!));
        Assert.Equal(7, (int)events[^2].Json["usage"]!["input_tokens"]!);
        Assert.Equal("type", Assert.Single(events[^1].Json.AsObject()).Key);
    }

    [Fact]
    public async Task Tools_are_called_and_thoughts_told_where_asked_for()
    {
        var answer = await _http.Ask(Path, new
        {
            model = DoorServer.Llama,
            max_tokens = 2048,
            thinking = new { type = "enabled", budget_tokens = 1024 },
            messages = DoorWords.Hello,
            tools = new[] { new { name = "stock", input_schema = DoorWords.Part } },
        });

        Assert.Equal(
            ["thinking", "tool_use", "tool_use"], answer["content"]!.AsArray().Select(block => (string)block!["type"]!));
        Assert.Equal("M5", (string)answer["content"]![2]!["input"]!["part"]!);
        Assert.Equal("tool_use", (string)answer["stop_reason"]!);
    }

    [Fact]
    public async Task Tokens_are_counted_as_a_message_tells_them()
    {
        var body = new { model = DoorServer.Claude, messages = DoorWords.Hello };
        var counted = await _http.Ask(Path + "/count_tokens", body);
        var answer = await _http.Ask(Path, new { body.model, body.messages, max_tokens = 1 });

        Assert.Equal((int)answer["usage"]!["input_tokens"]!, (int)counted["input_tokens"]!);
        Assert.Single(counted.AsObject());
    }

    [Fact]
    public async Task A_cache_mark_makes_the_usage_tell_of_the_cache()
    {
        var text = string.Concat(Enumerable.Repeat("sells bread and butter. ", 30));
        var body = new
        {
            model = DoorServer.Claude,
            max_tokens = 1,
            system = new[] { new { type = "text", text, cache_control = new { type = "ephemeral" } } },
            messages = DoorWords.Hello,
        };
        await _http.Ask(Path, body);
        var usage = (await _http.Ask(Path, body))["usage"]!;

        Assert.True((int)usage["cache_read_input_tokens"]! >= 64);
    }
}
