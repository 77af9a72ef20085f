using System.Net;
using System.Text.Json.Nodes;
using Ganban.Server.Tests.Batch;
using Ganban.Server.Tests.Clients;
using Ganban.Server.Tests.Processes;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Models;

/// <summary>Models that tenants import from their buckets.</summary>
public sealed class ModelImportTests(GanbanServer server) : IClassFixture<GanbanServer>, IDisposable
{
    private const string Carried = "amazon.nova-lite-v1:0";

    private static readonly object Question = new
    {
        messages = new[] { new { role = "user", content = new[] { new { text = "Hello!" } } } },
        inferenceConfig = new { maxTokens = 8, temperature = 0 },
    };

    private readonly SignedHttp _http = new(server.Address);

    private ImportCalls Calls => new(_http);

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task An_imported_file_answers_by_its_ARN_for_its_owner_alone_and_until_it_is_deleted()
    {
        using var bucket = await new TestBucket(server.Address, "import-file").Create();
        await ImportCalls.PutFile(bucket, "llama/");
        var arn = await Calls.Import(ImportCalls.Job("file", bucket.Uri("llama")));

        var model = await Calls.Get("/imported-models/" + Uri.EscapeDataString(arn));
        Assert.Equal("LLAMA", (string)model["modelArchitecture"]!);
        Assert.True((bool)model["instructSupported"]!);
        Assert.Equal("file-model", (string)model["modelName"]!);
        var expected = await Answer(Carried, "converse", Question);
        Assert.Equal(
            (string)expected["output"]!["message"]!["content"]![0]!["text"]!,
            (string)(await Answer(arn, "converse", Question))["output"]!["message"]!["content"]![0]!["text"]!);
        var native = await Answer(arn, "invoke", new { prompt = "Hello!", max_gen_len = 4, temperature = 0 });
        Assert.NotNull((string?)native["generation"]);
        using (var streamed = await Post(_http, arn, "converse-stream", Question))
        {
            Assert.Equal("imported (file-model)", Assert.Single(streamed.Headers.GetValues("x-ganban-engine")));
            Assert.Contains(await streamed.Events().ToListAsync(), one => one.Name == "messageStop");
        }

        using var elsewhere = new SignedHttp(server.Address) { AccessKey = "222222222222" };
        foreach (var other in new[] { arn, arn.Replace("000000000000", "222222222222", StringComparison.Ordinal) })
        {
            using var foreign = await Post(elsewhere, other, "converse", Question);
            Assert.Equal(HttpStatusCode.BadRequest, foreign.StatusCode);
        }

        using var deleted = await _http.Send(HttpMethod.Delete, "/imported-models/file-model", null);
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        using var gone = await Post(_http, arn, "converse", Question);
        Assert.Equal(HttpStatusCode.BadRequest, gone.StatusCode);
        Assert.Empty(Files(arn));
        await AssertClosed(arn);
    }

    [Fact]
    public async Task Safetensors_are_converted_and_answer_in_their_familys_format()
    {
        using var bucket = await new TestBucket(server.Address, "import-tensors").Create();
        await ImportCalls.PutSafetensors(bucket, "mistral/", "mistral");
        var arn = await Calls.Import(ImportCalls.Job("tensors", bucket.Uri("mistral/")));

        var model = await Calls.Get("/imported-models/tensors-model");
        Assert.Equal("MISTRAL", (string)model["modelArchitecture"]!);
        var native = await Answer(arn, "invoke", new { prompt = "<s>[INST] Hello! [/INST]", max_tokens = 3 });
        Assert.Equal("length", (string)native["outputs"]![0]!["stop_reason"]!);
        Assert.Equal(3, (int)(await Answer(arn, "converse", Tokens(3)))["usage"]!["outputTokens"]!);
    }

    [Fact]
    public async Task A_job_that_fails_says_why_in_the_owners_words_and_leaves_nothing()
    {
        using var bucket = await new TestBucket(server.Address, "import-bad").Create();
        await bucket.Put("cut/model.gguf", "GGUF");
        await bucket.Put("unknown/model.safetensors", "none");
        await bucket.Put("unknown/config.json", """{"model_type":"elephant"}""");
        await bucket.Put("two/a.gguf", "GGUF");
        await bucket.Put("two/b.gguf", "GGUF");
        await bucket.Put("empty/README.md", "No model.");
        foreach (var (folder, reason) in new[]
        {
            ("cut", "can't be read as GGUF"), ("unknown", "elephant"), ("two", "more than one model"),
            ("empty", "has no model"), ("absent", "has no model"),
        })
        {
            var job = await Calls.End(await Calls.Begin(ImportCalls.Job("bad-" + folder, bucket.Uri(folder))));
            Assert.Equal("Failed", (string)job["status"]!);
            Assert.Contains(reason, (string)job["failureMessage"]!, StringComparison.Ordinal);
            Assert.DoesNotContain(server.Data, (string)job["failureMessage"]!, StringComparison.Ordinal);
            Assert.Null(job["importedModelArn"]);
        }

        var missing = await Calls.End(await Calls.Begin(ImportCalls.Job("bad-bucket", "s3://import-none/x/")));
        Assert.Contains("NoSuchBucket", (string)missing["failureMessage"]!, StringComparison.Ordinal);
        Assert.Empty((await Calls.Get("/imported-models?nameContains=bad-"))["modelSummaries"]!.AsArray());
        Assert.Equal(
            6, (await Calls.Get("/model-import-jobs?statusEquals=Failed&nameContains=bad-"))["modelImportJobSummaries"]!
                .AsArray().Count);
    }

    [Fact]
    public async Task Names_are_unique_tokens_repeat_and_lists_come_in_pages()
    {
        using var bucket = await new TestBucket(server.Address, "import-names").Create();
        await ImportCalls.PutSafetensors(bucket, "one/", "llama");
        var job = ImportCalls.Job("names-1", bucket.Uri("one/"));
        job["clientRequestToken"] = "token-of-names-1";
        job["importedModelTags"] = new JsonArray(new JsonObject { ["key"] = "team", ["value"] = "haniwa" });
        var arn = await Calls.Import(job);
        Assert.Equal("names-1", (string)(await Calls.End(await Calls.Begin(job)))["jobName"]!);
        await Calls.Import(ImportCalls.Job("names-2", bucket.Uri("one/")));

        var again = ImportCalls.Job("names-3", bucket.Uri("one/"));
        again["importedModelName"] = "names-1-model";
        Assert.Equal("ConflictException", await Refusal(again));
        Assert.Equal("ConflictException", await Refusal(ImportCalls.Job("names-2", bucket.Uri("one/"))));
        job["importedModelName"] = "other";
        Assert.Equal("ConflictException", await Refusal(job));
        Assert.Equal("ValidationException", await Refusal(ImportCalls.Job("names-4", "s3://.b/")));

        var first = await Calls.Get("/imported-models?nameContains=names-&maxResults=1&sortOrder=Ascending");
        Assert.Equal(arn, (string)Assert.Single(first["modelSummaries"]!.AsArray())!["modelArn"]!);
        var next = Uri.EscapeDataString((string)first["nextToken"]!);
        var second = await Calls.Get(
            $"/imported-models?nameContains=names-&maxResults=1&sortOrder=Ascending&nextToken={next}");
        Assert.Equal("names-2-model", (string)Assert.Single(second["modelSummaries"]!.AsArray())!["modelName"]!);
        Assert.Null(second["nextToken"]);
        using var listed = await _http.Post("/listTagsForResource", new { resourceARN = arn });
        Assert.Equal("haniwa", (string)(await SignedHttp.Json(listed))["tags"]![0]!["value"]!);
    }

    [Fact]
    public async Task An_answer_goes_on_while_its_model_is_deleted()
    {
        using var bucket = await new TestBucket(server.Address, "import-endless").Create();
        await ImportCalls.PutFile(bucket, "llama/", CarriedModel.WithoutEnd);
        var arn = await Calls.Import(ImportCalls.Job("endless", bucket.Uri("llama/")));
        using var response = await Post(_http, arn, "converse-stream", LongAnswer.Body);
        await using var stream = response.Events().GetAsyncEnumerator();
        Assert.True(await stream.MoveNextAsync());

        using var deleted = await _http.Send(HttpMethod.Delete, "/imported-models/" + Uri.EscapeDataString(arn), null);

        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        for (var more = 0; more < 10; more++)
        {
            Assert.True(await stream.MoveNextAsync());
            Assert.Equal("contentBlockDelta", stream.Current.Name);
        }

        Assert.Empty(Files(arn));
        response.Dispose();
        await AssertClosed(arn);
    }

    [Fact]
    public async Task A_template_that_compares_values_without_end_is_refused_and_others_are_answered()
    {
        const string Endless = "{% set n = namespace(x=[]) %}"
            + "{% for i in range(99999) %}{% set n.x = [n.x] %}{% endfor %}{{ n.x < n.x }}";
        using var bucket = await new TestBucket(server.Address, "import-template").Create();
        await ImportCalls.PutFile(bucket, "llama/", template: Endless);
        var arn = await Calls.Import(ImportCalls.Job("template", bucket.Uri("llama")));

        using var refused = await Post(_http, arn, "converse", Question);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains(
            "nest deeper", (string)(await SignedHttp.Json(refused))["message"]!, StringComparison.Ordinal);
        using var elsewhere = new SignedHttp(server.Address) { AccessKey = "222222222222" };
        using var answered = await Post(elsewhere, Carried, "converse", Question);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
    }

    private static object Tokens(int max) => new
    {
        messages = new[] { new { role = "user", content = new[] { new { text = "Hello!" } } } },
        inferenceConfig = new { maxTokens = max },
    };

    private static Task<HttpResponseMessage> Post(SignedHttp http, string model, string operation, object body) =>
        http.Post($"/model/{Uri.EscapeDataString(model)}/{operation}", body);

    private string[] Files(string arn) =>
        Directory.GetFiles(Path.Combine(server.Data, "imported-models"), $"*{arn.Split('/')[1]}*");

    // Its memory is free as soon as the server has noticed that nobody reads the answer any more.
    private async Task AssertClosed(string arn)
    {
        var line = $"Closed the model {Path.Combine(server.Data, "imported-models")}{Path.DirectorySeparatorChar}"
            + $"000000000000.us-east-1.{arn.Split('/')[1]}.gguf;";
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!server.Output.Contains(line, StringComparison.Ordinal))
        {
            await Task.Delay(20, late.Token);
        }
    }

    private async Task<JsonNode> Answer(string model, string operation, object body)
    {
        using var response = await Post(_http, model, operation, body);
        var answer = await SignedHttp.Json(response);
        Assert.True(response.IsSuccessStatusCode, answer.ToJsonString());
        return answer;
    }

    private async Task<string> Refusal(JsonObject job)
    {
        using var response = await _http.Send(HttpMethod.Post, "/model-import-jobs", job.ToJsonString());
        return Assert.Single(response.Headers.GetValues("x-amzn-ErrorType")).Split(':')[0];
    }
}
