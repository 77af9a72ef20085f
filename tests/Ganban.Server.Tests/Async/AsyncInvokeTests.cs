using System.Text.Json.Nodes;
using Ganban.Server.Tests.Batch;
using Ganban.Server.Tests.Clients;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Async;

/// <summary>Asynchronous invocations through the front door, embedded by the engine that Ganban carries.</summary>
[Collection(ClientTests.Name)]
public sealed class AsyncInvokeTests(ClientServer clients) : IDisposable
{
    private const string Nova = AsyncCalls.Nova;
    private readonly SignedHttp _http = new(clients.Server.Address);

    private AsyncCalls Calls => new(_http);

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_long_text_in_S3_is_cut_between_words_and_each_segment_embedded()
    {
        using var bucket = await new TestBucket(clients.Server.Address, "async-bucket").Create();
        var text = string.Concat(Enumerable.Range(0, 400).Select(i => $"word{i} "));
        await bucket.Put("in/text.txt", text);
        var source = new JsonObject { ["s3Location"] = new JsonObject { ["uri"] = bucket.Uri("in/text.txt") } };
        var start = AsyncCalls.Start(bucket.Uri("out/"), new JsonObject
        {
            ["truncationMode"] = "END",
            ["source"] = source,
            ["segmentationConfig"] = new JsonObject { ["maxLengthChars"] = 1000 },
        });
        start["clientRequestToken"] = "token-1";
        start["tags"] = new JsonArray(new JsonObject { ["key"] = "team", ["value"] = "red" });

        var arn = await Calls.Begin(start);
        Assert.Equal(arn, await Calls.Begin(start));
        var invocation = await Calls.End(arn);

        Assert.Equal("Completed", (string)invocation["status"]!);
        Assert.EndsWith("foundation-model/" + Nova, (string)invocation["modelArn"]!, StringComparison.Ordinal);
        var folder = $"out/{arn.Split('/')[1]}/";
        Assert.Equal([folder + "embedding-text.jsonl", folder + "segmented-embedding-result.json"], await bucket.Keys("out/"));
        var result = JsonNode.Parse(await bucket.Get(folder + "segmented-embedding-result.json"))!;
        Assert.Equal((bucket.Uri("in/text.txt"), 256), ((string)result["sourceFileUri"]!, (int)result["embeddingDimension"]!));
        Assert.Equal(
            ("TEXT", "SUCCESS", bucket.Uri(folder + "embedding-text.jsonl")),
            ((string)result["embeddingResults"]![0]!["embeddingType"]!, (string)result["embeddingResults"]![0]!["status"]!, (string)result["embeddingResults"]![0]!["outputFileUri"]!));
        var end = 0;
        foreach (var (line, index) in BatchCalls.Lines(await bucket.Get(folder + "embedding-text.jsonl")).Select((line, index) => (line, index)))
        {
            var place = line["segmentMetadata"]!;
            Assert.Equal((index, end), ((int)place["segmentIndex"]!, (int)place["segmentStartCharPosition"]!));
            end = (int)place["segmentEndCharPosition"]!;
            Assert.True(end == text.Length || text[end - 1] == ' ');
            Assert.Equal(256, line["embedding"]!.AsArray().Count);
        }

        Assert.Equal(text.Length, end);
        using var tags = await _http.Post("/listTagsForResource", new { resourceARN = arn });
        Assert.Equal("red", (string)(await SignedHttp.Json(tags))["tags"]![0]!["value"]!);
    }

    [Fact]
    public async Task A_text_in_the_body_is_embedded_and_invocations_are_listed()
    {
        using var http = new SignedHttp(clients.Server.Address) { Region = "us-east-1" };
        using var bucket = await new TestBucket(clients.Server.Address, "inline-bucket").Create();
        var good = await Calls.Begin(AsyncCalls.Start(bucket.Uri(""), AsyncCalls.Inline("Paper boats.")));
        await Calls.End(good);
        var absent = AsyncCalls.Inline("x");
        absent.Remove("value");
        absent["source"] = new JsonObject { ["s3Location"] = new JsonObject { ["uri"] = bucket.Uri("absent.txt") } };
        var failed = await Calls.End(await Calls.Begin(AsyncCalls.Start(bucket.Uri(""), absent)));
        Assert.Equal("Failed", (string)failed["status"]!);
        Assert.Contains("NoSuchKey", (string)failed["failureMessage"]!, StringComparison.Ordinal);

        using var listed = await http.Get("/async-invoke?statusEquals=Failed&maxResults=1&sortBy=SubmissionTime");
        var summary = (await SignedHttp.Json(listed))["asyncInvokeSummaries"]![0]!;
        Assert.Equal((string)failed["invocationArn"]!, (string)summary["invocationArn"]!);
        using var stranger = new SignedHttp(clients.Server.Address) { AccessKey = "111122223333" };
        using var hidden = await stranger.Get("/async-invoke/" + Uri.EscapeDataString(good));
        Assert.Equal(400, (int)hidden.StatusCode);
        using var none = await stranger.Get("/async-invoke");
        Assert.Empty((await SignedHttp.Json(none))["asyncInvokeSummaries"]!.AsArray());
    }

    [Theory]
    [InlineData("amazon.nova-reel-v1:0", 501, "no engine")]
    [InlineData("luma.ray-v2:0", 501, "no engine")]
    [InlineData("amazon.titan-text-express-v1", 400, "doesn't support asynchronous invocation")]
    [InlineData(Nova, 400, "NoSuchBucket")]
    public async Task What_can_not_work_is_refused_at_the_start(string model, int status, string message)
    {
        var start = AsyncCalls.Start("s3://no-such-bucket/", AsyncCalls.Inline("Hi"));
        start["modelId"] = model;
        using var response = await _http.Send(HttpMethod.Post, "/async-invoke", start.ToJsonString());
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(message, (string)(await SignedHttp.Json(response))["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_breaks_the_format_is_refused_with_every_complaint()
    {
        var text = AsyncCalls.Inline("Hi");
        text["truncationMode"] = "MIDDLE";
        text["segmentationConfig"] = new JsonObject { ["maxLengthChars"] = 1 };
        using var response = await _http.Send(HttpMethod.Post, "/async-invoke", AsyncCalls.Start("s3://b-b-b/", text).ToJsonString());
        var message = (string)(await SignedHttp.Json(response))["message"]!;
        Assert.Contains("truncationMode", message, StringComparison.Ordinal);
        Assert.Contains("maxLengthChars", message, StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task A_conversation_by_voice_is_refused_with_the_reason()
    {
        await ClientScripts.InstallPackages();
        var script = Path.Combine(ClientScripts.Folder, "voice.mjs");
        foreach (var (model, answer) in new[]
        {
            ("amazon.nova-sonic-v1:0", "501 NotImplementedException: No engine that hears and speaks"),
            ("amazon.titan-text-express-v1", "400 ValidationException: The model amazon.titan-text-express-v1 doesn't support"),
            ("no.model", "400 ValidationException: The provided model identifier is invalid."),
        })
        {
            var run = await ProgramRun.Start("node", [script, model], ClientServer.Environment(clients.Server.Address));
            Assert.StartsWith(answer, run.Output, StringComparison.Ordinal);
        }
    }
}
