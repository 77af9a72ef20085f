using System.Text.Json.Nodes;

namespace Ganban.Server.Tests.Clients;

[Collection(ClientTests.Name)]
public sealed class CachePointTests(ClientServer clients)
{
    private const string Model = "anthropic.claude-3-haiku-20240307-v1:0";

    [Theory, JavaScriptData, Boto3Data]
    public async Task The_second_call_reads_from_the_cache_what_the_first_one_wrote(Sdk sdk)
    {
        var (first, second) = (Usage(await Converse(sdk, marked: true)), Usage(await Converse(sdk, marked: true)));
        var stream = await clients.Runtime(sdk, "ConverseStream", Input(sdk, marked: true));
        var third = new CachedUsage(stream.Events[^1]["metadata"]!["usage"]!);

        Assert.Equal(0, first.Read);
        Assert.True(first.Written >= 64);
        Assert.InRange(second.Read, first.Written - 32, first.Written);
        Assert.Equal((second.Read, 0), (third.Read, third.Written));
        Assert.All([first, second, third], usage =>
        {
            Assert.Equal(first.Prompt, usage.Prompt);
            Assert.Equal(usage.Prompt + usage.Output, usage.Total);
        });

        var unmarked = (await Converse(sdk, marked: false)).Output["usage"]!;
        Assert.Equal(first.Prompt, (int)unmarked["inputTokens"]!);
        Assert.Null(unmarked["cacheReadInputTokens"]);
    }

    private static CachedUsage Usage(SdkResult answer) => new(answer.Output["usage"]!);

    private Task<SdkResult> Converse(Sdk sdk, bool marked) =>
        clients.Runtime(sdk, "Converse", Input(sdk, marked));

    // No two clients share a prompt, so each finds an empty cache.
    private static object Input(Sdk sdk, bool marked)
    {
        var text = new JsonObject
        {
            ["text"] = $"{sdk} " + string.Concat(Enumerable.Repeat("bakes bread and sells butter. ", 20)),
        };
        var point = new JsonObject { ["cachePoint"] = new JsonObject { ["type"] = "default" } };
        return new
        {
            modelId = Model,
            system = marked ? new JsonArray(text, point) : new JsonArray(text),
            messages = new[] { new { role = "user", content = new[] { new { text = "Who sells butter?" } } } },
            inferenceConfig = new { maxTokens = 4, temperature = 0 },
        };
    }

    private sealed class CachedUsage(JsonNode usage)
    {
        public int Read => (int)usage["cacheReadInputTokens"]!;

        public int Written => (int)usage["cacheWriteInputTokens"]!;

        public int Prompt => (int)usage["inputTokens"]! + Read + Written;

        public int Output => (int)usage["outputTokens"]!;

        public int Total => (int)usage["totalTokens"]!;
    }
}
