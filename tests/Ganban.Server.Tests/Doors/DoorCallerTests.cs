using System.Text.Json.Nodes;
using Ganban.Server.Tests.Observation;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Doors;

/// <summary>Who may come in, and what is noted of it.</summary>
[Collection(DoorTests.Name)]
public sealed class DoorCallerTests
{
    private const string Chat = "/v1/chat/completions";
    private static readonly object Hello = new { model = DoorServer.Llama, messages = DoorWords.Hello };
    private readonly DoorServer _doors;

    public DoorCallerTests(DoorServer doors)
    {
        _doors = doors;
        doors.SayGoodDay();
    }

    [Theory]
    [InlineData(Chat, "wrong", 401)]
    [InlineData(Chat, null, 401)]
    [InlineData("/anthropic/v1/messages", "wrong", 401)]
    [InlineData(Chat, "bedrock-api-key-AAAA", 401)]
    public async Task Without_a_good_key_nobody_comes_in(string path, string? key, int status)
    {
        using var http = new DoorHttp(_doors.Server.Address, key);
        using var response = await http.Post(path, Hello);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.NotNull((await DoorHttp.Json(response))["error"]);
    }

    [Fact]
    public async Task A_key_that_was_made_acts_for_its_account()
    {
        using var http = new DoorHttp(_doors.Server.Address, _doors.OtherKey);
        await http.Ask(Chat, Hello);
        using var ownHeader = new DoorHttp(_doors.Server.Address, key: null);
        ownHeader.Headers.Add("x-api-key", _doors.OtherKey);
        ownHeader.Headers.Add("anthropic-version", "2023-06-01");

        await ownHeader.Ask("/v1/messages", new { model = DoorServer.Llama, max_tokens = 9, messages = DoorWords.Hello });
    }

    [Theory]
    [InlineData("bedrock", 200)]
    [InlineData("bedrock-mantle", 200)]
    public async Task Signatures_of_both_endpoints_are_verified(string service, int status)
    {
        using var good = new SignedHttp(_doors.Server.Address) { Service = service, Region = "eu-west-1" };
        using var bad = new SignedHttp(_doors.Server.Address) { Service = service, Secret = "wrong" };
        using var answered = await good.Post(Chat, Hello);
        using var refused = await bad.Post(Chat, Hello);

        Assert.Equal((status, 401), ((int)answered.StatusCode, (int)refused.StatusCode));
        Assert.Equal("invalid_api_key", (string)(await DoorHttp.Json(refused))["error"]!["code"]!);
    }

    [Fact]
    public async Task A_bucket_with_a_doors_name_is_a_bucket()
    {
        using var s3 = new SignedHttp(_doors.Server.Address) { Service = "s3" };
        using var response = await s3.Get("/v1/models");

        Assert.Contains("<Error>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Chat, "ChatCompletions", false)]
    [InlineData(Chat, "ChatCompletions", true)]
    [InlineData("/v1/responses", "Responses", false)]
    [InlineData("/v1/messages", "Messages", true)]
    public async Task Calls_are_in_the_invocation_log(string path, string operation, bool isStream)
    {
        const string Region = "eu-south-1";
        using var http = new SignedHttp(_doors.Server.Address) { Region = Region };
        var log = new LoggedCalls(_doors.Server.Data, Region, "doors");
        await log.TurnOn(http);
        var body = new JsonObject { ["model"] = DoorServer.Llama, ["stream"] = isStream };
        body["anthropic_version"] = operation == "Messages" ? "bedrock-2023-05-31" : null;
        body["input"] = operation == "Responses" ? "Hello" : null;
        body["max_tokens"] = operation == "Responses" ? null : 9;
        body["messages"] = operation == "Responses"
            ? null
            : new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "Hello" });
        foreach (var name in body.Where(member => member.Value is null).Select(member => member.Key).ToList())
        {
            body.Remove(name);
        }

        using var response = await http.Post(path, body);
        Assert.Contains("day", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var record = await log.Of(response);
        Assert.Equal((operation, DoorServer.Llama), ((string)record["operation"]!, (string)record["modelId"]!));
        Assert.Equal(7, (int)record["input"]!["inputTokenCount"]!);
        Assert.Equal(3, (int)record["output"]!["outputTokenCount"]!);
        Assert.Contains("Hello", record["input"]!["inputBodyJson"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("day", record["output"]!["outputBodyJson"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.True((decimal)record["ganban"]!["price"]!["usd"]! > 0);
    }

    [Fact]
    public async Task A_caller_that_hangs_up_stops_the_engine()
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _doors.Engine.On(DoorServer.Chat, async reply =>
        {
            await reply.Events(EngineDouble.OpenAiWords.Text("Good"));
            await reply.Hang();
            stopped.SetResult();
        });
        using (var http = new DoorHttp(_doors.Server.Address))
        using (var response = await http.Post(
            Chat, new { model = DoorServer.Llama, messages = DoorWords.Hello, stream = true }))
        {
            await using var stream = await response.Content.ReadAsStreamAsync();
            Assert.True(await stream.ReadAsync(new byte[64]) > 0);
        }

        await stopped.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }
}
