using System.Text.Json.Nodes;
using Ganban.EngineDouble;
using Ganban.Server.Tests.Engines;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Batch;

/// <summary>Batch inference through the front door: files in S3 in, files in S3 out.</summary>
public sealed class BatchInferenceTests(RemoteServer remote) : IClassFixture<RemoteServer>, IDisposable
{
    private readonly SignedHttp _http = new(remote.Server.Address);
    private readonly List<TestBucket> _buckets = [];

    private BatchCalls Jobs => new(_http);

    public void Dispose()
    {
        _http.Dispose();
        _buckets.ForEach(bucket => bucket.Dispose());
    }

    [Fact]
    public async Task A_folder_of_native_bodies_becomes_a_folder_of_answers_with_a_manifest()
    {
        Answer();
        var bucket = await Bucket("native-bucket");
        await bucket.Put("in/a.jsonl", BatchCalls.Native("A1", "Hi") + BatchCalls.Native(null, "Hello"));
        await bucket.Put(
            "in/sub/b.jsonl",
            "\uFEFF" + BatchCalls.Native("B1", "Good") + "\n" + """{"recordId":"B2","modelInput":{"prompt":1}}""");
        await bucket.Put("in/notes.txt", "not a record");

        var id = await Jobs.Create(BatchCalls.Job("native", bucket.Uri("in/"), bucket.Uri("out/")));
        var job = await Jobs.End(id);

        Assert.Equal("Completed", (string)job["status"]!);
        Assert.Equal("[4,4,3,1]", Counts(job));
        Assert.Equal([$"out/{id}/a.jsonl.out", $"out/{id}/manifest.json.out", $"out/{id}/sub/b.jsonl.out"], await bucket.Keys("out/"));
        var first = BatchCalls.Lines(await bucket.Get($"out/{id}/a.jsonl.out"));
        var named = first.Single(line => (string)line["recordId"]! == "A1");
        Assert.Equal("Hi", (string)named["modelInput"]!["prompt"]!);
        Assert.Equal("Good day!", (string)named["modelOutput"]!["generation"]!);
        Assert.Matches("^[A-Z0-9]{11}$", (string)first.Single(line => line != named)["recordId"]!);
        var second = BatchCalls.Lines(await bucket.Get($"out/{id}/sub/b.jsonl.out"));
        var error = second.Single(line => (string)line["recordId"]! == "B2");
        Assert.Equal(400, (int)error["error"]!["errorCode"]!);
        Assert.Contains("prompt", (string)error["error"]!["errorMessage"]!, StringComparison.Ordinal);
        Assert.Null(error["modelOutput"]);
        var manifest = JsonNode.Parse(await bucket.Get($"out/{id}/manifest.json.out"))!;
        Assert.Equal("[4,4,3,1]", Counts(manifest));
        Assert.Equal((21, 9), ((int)manifest["inputTokenCount"]!, (int)manifest["outputTokenCount"]!));
    }

    [Fact]
    public async Task Bodies_of_Converse_are_answered_in_its_format_and_may_not_name_a_model()
    {
        Answer();
        var bucket = await Bucket("converse-bucket");
        var named = JsonNode.Parse(BatchCalls.Converse("C2", "Hi"))!;
        named["modelInput"]!["modelId"] = BatchCalls.Llama;
        await bucket.Put("c.jsonl", BatchCalls.Converse("C1", "Hi") + named.ToJsonString());

        var create = BatchCalls.Job("converse", bucket.Uri("c.jsonl"), bucket.Uri("out"));
        create["modelInvocationType"] = "Converse";
        var id = await Jobs.Create(create);
        await Jobs.End(id);

        var lines = BatchCalls.Lines(await bucket.Get($"out/{id}/c.jsonl.out"));
        var output = lines.Single(line => (string)line["recordId"]! == "C1")["modelOutput"]!;
        Assert.Equal("Good day!", (string)output["output"]!["message"]!["content"]![0]!["text"]!);
        Assert.Equal(10, (int)output["usage"]!["totalTokens"]!);
        var error = lines.Single(line => (string)line["recordId"]! == "C2")["error"]!;
        Assert.Contains("modelInput.modelId", (string)error["errorMessage"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bodies_of_Converse_bring_their_guardrail()
    {
        Answer();
        using var created = await _http.Post("/guardrails", new
        {
            name = "batch",
            blockedInputMessaging = "No input.",
            blockedOutputsMessaging = "No output.",
            wordPolicyConfig = new { wordsConfig = new[] { new { text = "good" } } },
        });
        var guardrail = (string)(await SignedHttp.Json(created))["guardrailId"]!;
        var bucket = await Bucket("guarded-bucket");
        var guarded = JsonNode.Parse(BatchCalls.Converse("C1", "Hi"))!;
        guarded["modelInput"]!["guardrailConfig"] = new JsonObject
        {
            ["guardrailIdentifier"] = guardrail,
            ["guardrailVersion"] = "DRAFT",
        };
        await bucket.Put("c.jsonl", guarded.ToJsonString() + "\n" + BatchCalls.Converse("C2", "Hi"));
        var create = BatchCalls.Job("guarded", bucket.Uri("c.jsonl"), bucket.Uri("out"));
        create["modelInvocationType"] = "Converse";
        var id = await Jobs.Create(create);
        await Jobs.End(id);

        var lines = BatchCalls.Lines(await bucket.Get($"out/{id}/c.jsonl.out"));
        var answers = lines.ToDictionary(line => (string)line["recordId"]!, line => line["modelOutput"]!);
        Assert.Equal("guardrail_intervened", (string)answers["C1"]["stopReason"]!);
        Assert.Equal("No output.", (string)answers["C1"]["output"]!["message"]!["content"]![0]!["text"]!);
        Assert.Equal("end_turn", (string)answers["C2"]["stopReason"]!);
    }

    [Theory]
    [InlineData("{\"modelInput\":{}}\nno json\n", "line 2: The line is not valid JSON")]
    [InlineData("{\"modelInput\":{}}\n\n[]\n", "line 3: The line is not a JSON object")]
    [InlineData("{\"recordId\":\"1\"}", "line 1: modelInput is missing")]
    [InlineData("{\"recordId\":1,\"modelInput\":{}}", "line 1: recordId")]
    [InlineData("{\"modelInput\":[]}", "line 1: modelInput must occur once, as a JSON object")]
    [InlineData("{\"modelInput\":{},\"modelId\":\"x\"}", "line 1: modelId is not allowed in a record")]
    [InlineData("{\"modelInput\":{}}{}", "line 1: The line is not valid JSON")]
    [InlineData("\n \n", "holds no record")]
    public async Task A_file_that_can_not_be_used_fails_the_job_with_file_and_line(string content, string message)
    {
        var key = $"{Guid.NewGuid():N}.jsonl";
        var bucket = await Bucket("bad-" + key[..^6]);
        await bucket.Put(key, content);

        var job = await Jobs.End(await Jobs.Create(BatchCalls.Job("bad-" + key, bucket.Uri(key), bucket.Uri(""))));

        Assert.Equal("Failed", (string)job["status"]!);
        Assert.Contains(key, (string)job["message"]!, StringComparison.Ordinal);
        Assert.Contains(message, (string)job["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Buckets_and_files_that_are_not_there_fail_the_job()
    {
        var bucket = await Bucket("present-bucket");
        await bucket.Put("one.jsonl", BatchCalls.Native("1", "Hi"));
        await bucket.Put("one.json", BatchCalls.Native("1", "Hi"));
        foreach (var (input, output, message) in new[]
        {
            ("s3://absent-bucket/x.jsonl", bucket.Uri("out"), "NoSuchBucket"),
            (bucket.Uri("one.jsonl"), "s3://absent-bucket/", "NoSuchBucket"),
            (bucket.Uri("two.jsonl"), bucket.Uri("out"), "two.jsonl"),
            (bucket.Uri("one.json"), bucket.Uri("out"), "must end in .jsonl"),
            (bucket.Uri("one.jsonl"), bucket.Uri(new string('x', 1000)), "too long"),
        })
        {
            var name = "absent-" + Guid.NewGuid().ToString("N")[..8];
            var job = await Jobs.End(await Jobs.Create(BatchCalls.Job(name, input, output)));
            Assert.Equal("Failed", (string)job["status"]!);
            Assert.Contains(message, (string)job["message"]!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_job_that_is_stopped_leaves_what_is_done()
    {
        var answered = 0;
        remote.Engine.On("/v1/chat/completions", reply => Interlocked.Increment(ref answered) <= 3
            ? reply.Events(OpenAiWords.Answer("Done"))
            : reply.Hang());
        var bucket = await Bucket("stop-bucket");
        await bucket.Put("s.jsonl", string.Concat(Enumerable.Range(0, 40).Select(i => BatchCalls.Native($"S{i}", "Hi"))));
        var id = await Jobs.Create(BatchCalls.Job("stop", bucket.Uri("s.jsonl"), bucket.Uri("out")));
        await Jobs.Until(id, job => (int?)job["processedRecordCount"] == 3);

        using var stop = await _http.Send(HttpMethod.Post, $"{BatchCalls.Path}/{id}/stop", "{}");
        Assert.Equal(200, (int)stop.StatusCode);
        var job = await Jobs.End(id);

        Assert.Equal("Stopped", (string)job["status"]!);
        Assert.Equal("[40,3,3,0]", Counts(job));
        Assert.Equal(3, BatchCalls.Lines(await bucket.Get($"out/{id}/s.jsonl.out")).Count);
        Assert.Equal("[40,3,3,0]", Counts(JsonNode.Parse(await bucket.Get($"out/{id}/manifest.json.out"))!));
        using var again = await _http.Send(HttpMethod.Post, $"{BatchCalls.Path}/{id}/stop", "{}");
        Assert.Equal(400, (int)again.StatusCode);
        Assert.StartsWith("ConflictException", again.Headers.GetValues("x-amzn-ErrorType").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_busy_engine_is_asked_again_until_it_answers()
    {
        var calls = 0;
        remote.Engine.On("/v1/chat/completions", reply => Interlocked.Increment(ref calls) % 2 == 1
            ? reply.Json("{}", 429)
            : reply.Events(OpenAiWords.Answer("Done")));
        var bucket = await Bucket("busy-bucket");
        await bucket.Put("b.jsonl", string.Concat(Enumerable.Range(0, 5).Select(i => BatchCalls.Native($"B{i}", "Hi"))));

        var job = await Jobs.End(await Jobs.Create(BatchCalls.Job("busy", bucket.Uri("b.jsonl"), bucket.Uri("out"))));

        Assert.Equal("[5,5,5,0]", Counts(job));
        Assert.True(calls >= 10);
    }

    [Fact]
    public async Task Names_tokens_tags_and_tenants_are_kept_apart()
    {
        Answer();
        var bucket = await Bucket("apart-bucket");
        await bucket.Put("a.jsonl", BatchCalls.Native("1", "Hi"));
        var create = BatchCalls.Job("apart", bucket.Uri("a.jsonl"), bucket.Uri("out"));
        create["clientRequestToken"] = "token1";
        create["tags"] = new JsonArray(new JsonObject { ["key"] = "team", ["value"] = "red" });
        var id = await Jobs.Create(create);

        Assert.Equal(id, await Jobs.Create(create));
        create["clientRequestToken"] = "token2";
        await Refused(HttpMethod.Post, BatchCalls.Path, create, "ConflictException");
        create["clientRequestToken"] = "token1";
        create["jobName"] = "other";
        await Refused(HttpMethod.Post, BatchCalls.Path, create, "ConflictException");
        var arn = (string)(await Jobs.Get(id))["jobArn"]!;
        using var tags = await _http.Post("/listTagsForResource", new { resourceARN = arn });
        Assert.Equal("red", (string)(await SignedHttp.Json(tags))["tags"]![0]!["value"]!);

        using var other = new SignedHttp(remote.Server.Address) { AccessKey = "111122223333" };
        using var region = new SignedHttp(remote.Server.Address) { Region = "eu-west-1" };
        foreach (var stranger in new[] { other, region })
        {
            using var hidden = await stranger.Get($"{BatchCalls.Path}/{id}");
            Assert.Equal(404, (int)hidden.StatusCode);
            using var listed = await stranger.Get("/model-invocation-jobs");
            Assert.Empty((await SignedHttp.Json(listed))["invocationJobSummaries"]!.AsArray());
        }

        var stolen = BatchCalls.Job("stolen", bucket.Uri("a.jsonl"), bucket.Uri("out"));
        var failed = await new BatchCalls(other).End(await new BatchCalls(other).Create(stolen));
        Assert.Contains("AccessDenied", (string)failed["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_is_filtered_by_status_and_name_and_comes_in_pages()
    {
        Answer();
        using var http = new SignedHttp(remote.Server.Address) { Region = "ap-northeast-1" };
        var jobs = new BatchCalls(http);
        var bucket = await Bucket("list-bucket");
        await bucket.Put("a.jsonl", BatchCalls.Native("1", "Hi"));
        for (var i = 0; i < 5; i++)
        {
            var input = bucket.Uri(i % 2 == 0 ? "a.jsonl" : "absent.jsonl");
            await jobs.End(await jobs.Create(BatchCalls.Job($"list-{i}", input, bucket.Uri("out"))));
        }

        Assert.Equal(["list-4", "list-3", "list-2", "list-1", "list-0"], await Names(http, "sortBy=CreationTime"));
        Assert.Equal(["list-0", "list-2", "list-4"], await Names(http, "statusEquals=Completed&sortOrder=Ascending&maxResults=1"));
        Assert.Equal(["list-3"], await Names(http, "nameContains=st-3"));
        Assert.Empty(await Names(http, "submitTimeBefore=2020-01-01T00%3A00%3A00Z"));
        using var bad = await http.Get("/model-invocation-jobs?nextToken=none");
        Assert.Equal(400, (int)bad.StatusCode);
    }

    [Theory]
    [InlineData("amazon.titan-image-generator-v1", 501, "native format")]
    [InlineData("no.such-model", 400, "identifier is invalid")]
    public async Task A_model_that_can_not_work_is_refused_at_once(string model, int status, string message)
    {
        var create = BatchCalls.Job("refused", "s3://refused-bucket/a.jsonl", "s3://refused-bucket/", model);
        using var response = await _http.Send(HttpMethod.Post, BatchCalls.Path, create.ToJsonString());
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(message, (string)(await SignedHttp.Json(response))["message"]!, StringComparison.Ordinal);
    }

    private static async Task<List<string>> Names(SignedHttp http, string query)
    {
        var names = new List<string>();
        var token = "";
        do
        {
            using var response = await http.Get($"/model-invocation-jobs?{query}{token}");
            var page = await SignedHttp.Json(response.EnsureSuccessStatusCode());
            names.AddRange(page["invocationJobSummaries"]!.AsArray().Select(job => (string)job!["jobName"]!));
            token = page["nextToken"] is { } next ? "&nextToken=" + (string)next! : null;
        }
        while (token is not null);
        return names;
    }

    private static string Counts(JsonNode json) => new JsonArray(
        json["totalRecordCount"]!.DeepClone(),
        json["processedRecordCount"]!.DeepClone(),
        json["successRecordCount"]!.DeepClone(),
        json["errorRecordCount"]!.DeepClone()).ToJsonString();

    private void Answer() => remote.Engine.On(
        "/v1/chat/completions", reply => reply.Events(OpenAiWords.Answer("Good", " day", "!")));

    private async Task<TestBucket> Bucket(string name)
    {
        _buckets.Add(new TestBucket(remote.Server.Address, name));
        return await _buckets[^1].Create();
    }

    private async Task Refused(HttpMethod method, string path, JsonNode body, string error)
    {
        using var response = await _http.Send(method, path, body.ToJsonString());
        Assert.StartsWith(error, response.Headers.GetValues("x-amzn-ErrorType").Single(), StringComparison.Ordinal);
    }
}
