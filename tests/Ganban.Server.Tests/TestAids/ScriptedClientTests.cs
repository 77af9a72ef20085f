using System.Text.Json.Nodes;
using Ganban.Server.Tests.Clients;

namespace Ganban.Server.Tests.TestAids;

/// <summary>A script against a real client: what an application's own test would do.</summary>
public sealed class ScriptedClientTests(ScriptedServer fixture) : IClassFixture<ScriptedServer>
{
    private const string Account = "000000000121";

    [NodeFact]
    public async Task The_SDK_tries_again_what_is_throttled_and_unavailable_and_the_list_tells_it()
    {
        using var sdk = await SdkProcess.Start(
            javaScript: true, ClientServer.Environment(fixture.Server.Address));
        var result = await sdk.Call(Line("Converse", "retry me"));

        Assert.Equal("Third time lucky", result.AnswerText);
        using var http = fixture.Client(Account);
        Assert.Equal(
            ["ThrottlingException", "ServiceUnavailableException", null],
            (await ScriptedServer.Calls(http)).Select(call => (string?)call!["error"]));
    }

    [NodeFact]
    public async Task The_SDK_throws_the_error_that_breaks_a_stream()
    {
        using var sdk = await SdkProcess.Start(
            javaScript: true, ClientServer.Environment(fixture.Server.Address));
        var result = await sdk.Call(Line("ConverseStream", "break"));

        Assert.Equal("ModelStreamErrorException", result.Error);
        Assert.Equal("Broken.", result.Message);
        Assert.Equal(2, result.Events.Count(item => SdkResult.NameOf(item) == "contentBlockDelta"));
    }

    private static JsonObject Line(string operation, string text) => ClientServer.Line(
        Sdk.JavaScript,
        "bedrock-runtime",
        operation,
        new
        {
            modelId = ScriptedServer.Haiku,
            messages = new[] { new { role = "user", content = new[] { new { text } } } },
        },
        new { maxAttempts = 3, credentials = new { accessKeyId = Account, secretAccessKey = "test" } });
}
