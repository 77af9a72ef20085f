using System.Net;
using System.Text.Json.Nodes;
using Ganban.EngineDouble;
using Ganban.Server.Tests.Engines;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Observation;

/// <summary>
/// Invocations through the front door, and what the log says of them. Every test has a region of its own.
/// </summary>
public sealed class InvocationLogTests : IClassFixture<RemoteServer>
{
    private const string Llama = "meta.llama3-8b-instruct-v1:0";
    private const string Titan = "amazon.titan-embed-text-v2:0";
    private static readonly object Hi = new
    {
        messages = new[] { new { role = "user", content = new[] { new { text = "Hi" } } } },
        requestMetadata = new { project = "p1" },
    };

    private static readonly object Prompt = new { prompt = "Hi", max_gen_len = 16 };
    private static readonly float[] Vector = [.. Enumerable.Repeat(1 / 32f, 1024)];
    private readonly RemoteServer _remote;

    public InvocationLogTests(RemoteServer remote)
    {
        _remote = remote;
        remote.Engine.On("/v1/chat/completions", reply => reply.Events(OpenAiWords.Answer("Good", " day", "!")));
        remote.Engine.On("/v1/embeddings", reply => reply.Json(OpenAiWords.Embeddings(1, Vector)));
    }

    [Fact]
    public async Task A_setting_is_kept_given_back_and_deleted()
    {
        using var http = Http("eu-west-1");
        Assert.Equal("{}", (await SignedHttp.Json(await http.Get(LoggedCalls.Path))).ToJsonString());

        await Log("eu-west-1").TurnOn(http, new JsonObject { ["imageDataDeliveryEnabled"] = false });
        var config = (await SignedHttp.Json(await http.Get(LoggedCalls.Path)))["loggingConfig"]!;
        Assert.Equal("calls", (string)config["cloudWatchConfig"]!["logGroupName"]!);
        Assert.False((bool)config["imageDataDeliveryEnabled"]!);
        Assert.Null(config["textDataDeliveryEnabled"]);

        (await http.Send(HttpMethod.Delete, LoggedCalls.Path, null)).EnsureSuccessStatusCode();
        Assert.Equal("{}", (await SignedHttp.Json(await http.Get(LoggedCalls.Path))).ToJsonString());
    }

    [Theory]
    [InlineData("""{"s3Config":{"bucketName":"no-such-bucket"}}""", 400, "NoSuchBucket")]
    [InlineData("""{"cloudWatchConfig":{"logGroupName":"a","roleArn":"arn:aws:iam::000000000000:role/r","largeDataDeliveryS3Config":{"bucketName":"no-such-bucket"}}}""", 400, "largeDataDeliveryS3Config")]
    [InlineData("{}", 400, "no destination")]
    [InlineData("""{"cloudWatchConfig":{"logGroupName":"a b","roleArn":"arn:aws:iam::000000000000:role/r"}}""", 400, "a b")]
    [InlineData("""{"cloudWatchConfig":{"logGroupName":"a","roleArn":"nobody"}}""", 400, "roleArn")]
    public async Task A_setting_that_can_not_work_is_refused(string config, int status, string message)
    {
        using var http = Http("eu-west-2");
        using var response = await http.Send(HttpMethod.Put, LoggedCalls.Path, $$"""{"loggingConfig":{{config}}}""");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(message, (string)(await SignedHttp.Json(response))["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_name_of_provisioned_throughput_is_logged_as_its_arn()
    {
        using var http = Http("sa-east-1");
        await Log("sa-east-1").TurnOn(http);
        var model = new
        {
            provisionedModelName = "logged", modelId = "meta.llama2-13b-chat-v1:0:4k", modelUnits = 1,
        };
        using var created = await http.Post("/provisioned-model-throughput", model);
        using var response = await http.Post("/model/logged/converse", Hi);

        var record = await Log("sa-east-1").Of(response);
        Assert.Equal(
            (string)(await SignedHttp.Json(created))["provisionedModelArn"]!, (string)record["modelId"]!);
        Assert.Equal(0, (decimal)record["ganban"]!["price"]!["usd"]!);
    }

    [Fact]
    public async Task Converse_is_logged_in_the_services_format()
    {
        using var http = Http("us-east-1");
        await Log("us-east-1").TurnOn(http);
        using var response = await http.Post($"/model/{Llama}/converse", Hi);
        var body = await SignedHttp.Json(response);

        var record = await Log("us-east-1").Of(response);
        Assert.Equal("ModelInvocationLog", (string)record["schemaType"]!);
        Assert.Equal("1.0", (string)record["schemaVersion"]!);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", (string)record["timestamp"]!);
        Assert.Equal("000000000000", (string)record["accountId"]!);
        Assert.StartsWith("arn:aws:iam::", (string)record["identity"]!["arn"]!, StringComparison.Ordinal);
        Assert.Equal(("us-east-1", "us-east-1"), ((string)record["region"]!, (string)record["inferenceRegion"]!));
        Assert.Equal(("Converse", Llama), ((string)record["operation"]!, (string)record["modelId"]!));
        Assert.Equal("p1", (string)record["requestMetadata"]!["project"]!);
        Assert.Equal("application/json", (string)record["input"]!["inputContentType"]!);
        Assert.Equal("Hi", (string)record["input"]!["inputBodyJson"]!["messages"]![0]!["content"]![0]!["text"]!);
        Assert.Equal(7, (int)record["input"]!["inputTokenCount"]!);
        Assert.True(JsonNode.DeepEquals(body, record["output"]!["outputBodyJson"]));
        Assert.Equal(3, (int)record["output"]!["outputTokenCount"]!);
        Assert.Equal("house (tiny-instruct)", (string)record["ganban"]!["engine"]!);
        Assert.Equal(((7 * 0.0003m) + (3 * 0.0006m)) / 1000, (decimal)record["ganban"]!["price"]!["usd"]!);
        Assert.Null(record["errorCode"]);
    }

    [Fact]
    public async Task Streams_are_logged_when_they_are_over()
    {
        using var http = Http("us-east-2");
        await Log("us-east-2").TurnOn(http);

        using var converse = await http.Post($"/model/{Llama}/converse-stream", Hi);
        await converse.Content.ReadAsByteArrayAsync();
        var output = (await Log("us-east-2").Of(converse))["output"]!;
        var answer = output["outputBodyJson"]!;
        Assert.Equal("Good day!", (string)answer["output"]!["message"]!["content"]![0]!["text"]!);
        Assert.Equal("end_turn", (string)answer["stopReason"]!);
        Assert.Equal((10, 3), ((int)answer["usage"]!["totalTokens"]!, (int)output["outputTokenCount"]!));

        using var native = await http.Post($"/model/{Llama}/invoke-with-response-stream", Prompt);
        await native.Content.ReadAsByteArrayAsync();
        var chunks = (await Log("us-east-2").Of(native))["output"]!["outputBodyJson"]!.AsArray();
        Assert.Equal("Good day!", string.Concat(chunks.Select(chunk => (string)chunk!["generation"]!)));
    }

    [Fact]
    public async Task A_refused_invocation_is_logged_with_its_error()
    {
        using var http = Http("us-west-2");
        await Log("us-west-2").TurnOn(http);
        using var response = await http.Post($"/model/{Llama}/invoke", new { prompt = "Hi", max_gen_len = -1 });

        var record = await Log("us-west-2").Of(response);
        Assert.Equal("ValidationException", (string)record["errorCode"]!);
        Assert.Equal("Hi", (string)record["input"]!["inputBodyJson"]!["prompt"]!);
        Assert.Null(record["output"]);
    }

    [Fact]
    public async Task What_the_flags_leave_out_is_not_in_the_log()
    {
        const string Region = "ca-central-1";
        var pixels = Convert.ToBase64String(new byte[99]);
        using var http = Http(Region);

        await Log(Region).TurnOn(http, new JsonObject { ["textDataDeliveryEnabled"] = false });
        using var silent = await http.Post($"/model/{Llama}/converse", Hi);
        var record = await Log(Region).Of(silent);
        Assert.Null(record["input"]!["inputBodyJson"]);
        Assert.Null(record["output"]!["outputBodyJson"]);
        Assert.Equal(7, (int)record["input"]!["inputTokenCount"]!);

        await Log(Region).TurnOn(http, new JsonObject { ["embeddingDataDeliveryEnabled"] = false });
        using var embedded = await http.Post($"/model/{Titan}/invoke", new { inputText = "Hi" });
        Assert.Equal(HttpStatusCode.OK, embedded.StatusCode);
        record = await Log(Region).Of(embedded);
        Assert.Equal("Hi", (string)record["input"]!["inputBodyJson"]!["inputText"]!);
        Assert.Null(record["output"]!["outputBodyJson"]);

        await Log(Region).TurnOn(http, new JsonObject { ["imageDataDeliveryEnabled"] = false });
        var image = new { image = new { format = "png", source = new { bytes = pixels } } };
        var seen = new { messages = new[] { new { role = "user", content = new object[] { image, new { text = "What?" } } } } };
        using var looked = await http.Post($"/model/{Llama}/converse", seen);
        record = await Log(Region).Of(looked);
        Assert.DoesNotContain(pixels, record.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("What?", (string)record["input"]!["inputBodyJson"]!["messages"]![0]!["content"]![1]!["text"]!);
    }

    [Fact]
    public async Task A_region_without_a_setting_is_not_logged()
    {
        using var logged = Http("ap-south-1");
        using var other = Http("ap-northeast-1");
        await Log("ap-south-1").TurnOn(logged);
        using var unseen = await other.Post($"/model/{Llama}/converse", Hi);
        using var seen = await logged.Post($"/model/{Llama}/converse", Hi);

        await Log("ap-south-1").Of(seen);
        Assert.Single(Log("ap-south-1").All());
        Assert.Empty(Log("ap-northeast-1").All());
    }

    private SignedHttp Http(string region) => new(_remote.Server.Address) { Region = region };

    private LoggedCalls Log(string region) => new(_remote.Server.Data, region, "calls");
}
