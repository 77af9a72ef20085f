using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Ganban.EngineDouble;
using Ganban.Server.Tests.Batch;
using Ganban.Server.Tests.Engines;
using Ganban.Server.Tests.Processes;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Observation;

/// <summary>The invocation log in S3. Every test has a region of its own.</summary>
public sealed class S3InvocationLogTests(RemoteServer remote) : IClassFixture<RemoteServer>
{
    private const string Llama = "meta.llama3-8b-instruct-v1:0";
    private const string Check = "AWSLogs/000000000000/BedrockModelInvocationLogs/amazon-bedrock-logs-permission-check";
    private static readonly TimeSpan RecordMax = TimeSpan.FromSeconds(30);
    private static readonly string Long = new('x', 150_000);

    [Fact]
    public async Task Records_become_packed_objects_and_large_bodies_objects_of_their_own()
    {
        remote.Engine.On("/v1/chat/completions", reply => reply.Events(OpenAiWords.Answer("Good", " day", "!")));
        using var bucket = new TestBucket(remote.Server.Address, "log-bucket");
        using var http = new SignedHttp(remote.Server.Address) { Region = "eu-west-1" };
        await bucket.Create();
        await TurnOn(http, """{"s3Config":{"bucketName":"log-bucket","keyPrefix":"logs/"}}""");
        Assert.Equal(["logs/" + Check], await bucket.Keys("logs/"));
        var config = (await SignedHttp.Json(await http.Get(LoggedCalls.Path)))["loggingConfig"]!;
        Assert.Equal("""{"bucketName":"log-bucket","keyPrefix":"logs/"}""", config["s3Config"]!.ToJsonString());
        Assert.Null(config["cloudWatchConfig"]);

        using var small = await http.Post($"/model/{Llama}/converse", Ask("Hi"));
        using var large = await http.Post($"/model/{Llama}/converse", Ask(Long));

        var record = await Record(bucket, "logs/", small);
        Assert.Equal(("ModelInvocationLog", "Converse"), ((string)record["schemaType"]!, (string)record["operation"]!));
        Assert.Equal("Hi", (string)record["input"]!["inputBodyJson"]!["messages"]![0]!["content"]![0]!["text"]!);
        record = await Record(bucket, "logs/", large);
        Assert.Null(record["input"]!["inputBodyJson"]);
        Assert.NotNull(record["output"]!["outputBodyJson"]);
        var path = (string)record["input"]!["inputBodyS3Path"]!;
        Assert.EndsWith($"/data/{record["requestId"]}_input.json.gz", path, StringComparison.Ordinal);
        var body = JsonNode.Parse(Unpack((await bucket.Find(path["s3://log-bucket/".Length..]))!))!;
        Assert.Equal(Long, (string)body["messages"]![0]!["content"]![0]!["text"]!);
    }

    [Fact]
    public async Task Large_bodies_of_a_log_group_go_to_the_bucket_that_it_names()
    {
        remote.Engine.On("/v1/chat/completions", reply => reply.Events(OpenAiWords.Answer(Long)));
        using var bucket = new TestBucket(remote.Server.Address, "large-bucket");
        using var http = new SignedHttp(remote.Server.Address) { Region = "eu-west-2" };
        await bucket.Create();
        await TurnOn(
            http,
            """
            {"cloudWatchConfig":{"logGroupName":"large","roleArn":"arn:aws:iam::000000000000:role/r",
            "largeDataDeliveryS3Config":{"bucketName":"large-bucket"}}}
            """);

        using var response = await http.Post($"/model/{Llama}/converse", Ask("Hi"));
        var record = await new LoggedCalls(remote.Server.Data, "eu-west-2", "large").Of(response);

        Assert.NotNull(record["input"]!["inputBodyJson"]);
        var key = ((string)record["output"]!["outputBodyS3Path"]!)["s3://large-bucket/".Length..];
        var body = JsonNode.Parse(Unpack(await Until(() => bucket.Find(key))))!;
        Assert.Equal(Long, (string)body["output"]!["message"]!["content"]![0]!["text"]!);
    }

    [Fact]
    public async Task A_server_that_is_told_to_stop_writes_what_waits()
    {
        var own = new GanbanServer();
        own.Environment["GANBAN__INVOCATIONLOG__S3INTERVAL"] = "01:00:00";
        await own.InitializeAsync();
        try
        {
            using var before = await new TestBucket(own.Address, "stop-bucket").Create();
            using var http = new SignedHttp(own.Address);
            await TurnOn(http, """{"s3Config":{"bucketName":"stop-bucket"}}""");
            using var response = await http.Post($"/model/{Llama}/invoke", new { prompt = "Hi", max_gen_len = -1 });
            Assert.Equal(400, (int)response.StatusCode);
            using var stop = Process.Start("kill", ["-TERM", $"{own.Process.Id}"]);
            await own.Process.WaitForExitAsync();

            await own.InitializeAsync();
            using var after = new TestBucket(own.Address, "stop-bucket");
            Assert.Equal("Hi", (string)(await Record(after, "", response))["input"]!["inputBodyJson"]!["prompt"]!);
        }
        finally
        {
            await own.DisposeAsync();
        }
    }

    private static object Ask(string text) => new
    {
        messages = new[] { new { role = "user", content = new[] { new { text } } } },
    };

    private static async Task TurnOn(SignedHttp http, string config)
    {
        using var response = await http.Send(HttpMethod.Put, LoggedCalls.Path, $$"""{"loggingConfig":{{config}}}""");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<JsonNode> Record(TestBucket bucket, string prefix, HttpResponseMessage response)
    {
        var id = response.Headers.GetValues("x-amzn-RequestId").Single();
        return await Until(async () =>
        {
            foreach (var key in (await bucket.Keys(prefix)).Where(key => key.EndsWith(".json.gz", StringComparison.Ordinal) && !key.Contains("/data/", StringComparison.Ordinal)))
            {
                Assert.Matches(
                    $"^{prefix}AWSLogs/000000000000/BedrockModelInvocationLogs/[a-z0-9-]+/\\d{{4}}/\\d\\d/\\d\\d/\\d\\d/\\d{{8}}T\\d{{9}}Z_[0-9a-f]{{16}}\\.json\\.gz$",
                    key);
                var found = BatchCalls.Lines(Unpack((await bucket.Find(key))!))
                    .FirstOrDefault(record => (string)record["requestId"]! == id);
                if (found is not null)
                {
                    return found;
                }
            }

            return null;
        });
    }

    private static async Task<T> Until<T>(Func<Task<T?>> find)
        where T : class
    {
        using var late = new CancellationTokenSource(RecordMax);
        while (true)
        {
            if (await find() is { } found)
            {
                return found;
            }

            await Task.Delay(20, late.Token);
        }
    }

    private static string Unpack(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
