using Ganban.Server.Tests.Doors;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Limits;

/// <summary>Quotas and faults hold at other front doors too, in the words of each.</summary>
public sealed class DoorLimitTests(LimitedServer fixture) : IClassFixture<LimitedServer>
{
    private const string Chat = "/openai/v1/chat/completions";
    private const string Messages = "/anthropic/v1/messages";

    [Theory]
    [InlineData(Chat, "000000000501")]
    [InlineData(Messages, "000000000502")]
    public async Task Too_many_requests_are_refused_and_told_when_to_come_again(string path, string account)
    {
        using var http = fixture.Client(account);
        using var first = await http.Post(path, Body(path, LimitedServer.OneRequest, stream: false));
        using var second = await http.Post(path, Body(path, LimitedServer.OneRequest, stream: true));

        Assert.Equal((200, 429), ((int)first.StatusCode, (int)second.StatusCode));
        Assert.InRange(second.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal("rate_limit_error", (string)(await SignedHttp.Json(second))["error"]!["type"]!);
    }

    [Theory]
    [InlineData(Chat)]
    [InlineData(Messages)]
    public async Task A_stream_that_breaks_on_purpose_ends_with_its_error(string path)
    {
        using var http = new SignedHttp(fixture.Server.Address)
        {
            AccessKey = "000000000503",
            Headers = { ["x-ganban-fault"] = "break-after=1" },
        };
        using var response = await http.Post(path, Body(path, LimitedServer.Haiku, stream: true));
        var events = ServerEvent.Read(await response.Content.ReadAsStringAsync());

        Assert.Equal(200, (int)response.StatusCode);
        Assert.NotNull(events[^1].Json["error"]!["message"]);
    }

    private static object Body(string path, string model, bool stream) => path == Messages
        ? new { anthropic_version = "bedrock-2023-05-31", model, max_tokens = 10, stream, messages = DoorWords.Hello }
        : new { model, max_tokens = 10, stream, messages = DoorWords.Hello };
}
