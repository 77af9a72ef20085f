using System.Text.Json.Nodes;
using Ganban.Server.Tests.Batch;
using Ganban.Server.Tests.Clients;

namespace Ganban.Server.Tests.Models;

/// <summary>Imported models with an unchanged client.</summary>
[Collection(ClientTests.Name)]
public sealed class ModelImportClientTests(ClientServer clients)
{
    [NodeFact]
    public async Task The_JavaScript_SDK_imports_a_model_reads_about_it_and_deletes_it()
    {
        using var bucket = await new TestBucket(clients.Server.Address, "javascript-import").Create();
        await ImportCalls.PutSafetensors(bucket, "model/", "qwen2", bias: true);
        var created = await Call("CreateModelImportJob", new
        {
            jobName = "javascript-import",
            importedModelName = "javascript-model",
            roleArn = "arn:aws:iam::000000000000:role/import",
            modelDataSource = new { s3DataSource = new { s3Uri = bucket.Uri("model/") } },
        });
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        JsonNode job;
        while ((job = await Call("GetModelImportJob", new { jobIdentifier = (string)created["jobArn"]! }))["endTime"] is null)
        {
            await Task.Delay(50, late.Token);
        }

        Assert.True((string)job["status"]! == "Completed", job.ToJsonString());
        var modelIdentifier = (string)job["importedModelArn"]!;
        var model = await Call("GetImportedModel", new { modelIdentifier });
        Assert.Equal("QWEN2", (string)model["modelArchitecture"]!);
        var listed = await Call("ListImportedModels", new { nameContains = "javascript-" });
        Assert.Equal(modelIdentifier, (string)Assert.Single(listed["modelSummaries"]!.AsArray())!["modelArn"]!);
        var jobs = await Call("ListModelImportJobs", new { nameContains = "javascript-", statusEquals = "Completed" });
        Assert.Single(jobs["modelImportJobSummaries"]!.AsArray());
        await Call("DeleteImportedModel", new { modelIdentifier });
        listed = await Call("ListImportedModels", new { nameContains = "javascript-" });
        Assert.Empty(listed["modelSummaries"]!.AsArray());
    }

    private async Task<JsonNode> Call(string operation, object input) =>
        (await clients.Bedrock(Sdk.JavaScript, operation, input)).Output;
}
