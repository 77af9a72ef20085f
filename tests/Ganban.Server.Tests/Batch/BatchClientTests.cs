using System.Text.Json.Nodes;
using Ganban.Server.Tests.Clients;

namespace Ganban.Server.Tests.Batch;

/// <summary>Batch inference with unchanged clients, answered by the model that Ganban carries.</summary>
[Collection(ClientTests.Name)]
public sealed class BatchClientTests(ClientServer clients)
{
    [Boto3Fact]
    public async Task Boto3_runs_batches_and_asynchronous_invocations_unchanged() =>
        await Run("python3", Path.Combine(ClientScripts.Folder, "batch.py"), "boto3-batch");

    [NodeFact]
    public async Task The_JavaScript_SDK_reads_what_became_of_a_job()
    {
        var created = await clients.Bedrock(Sdk.JavaScript, "CreateModelInvocationJob", new
        {
            jobName = "javascript-job",
            roleArn = "arn:aws:iam::000000000000:role/batch",
            modelId = "amazon.nova-lite-v1:0",
            inputDataConfig = new { s3InputDataConfig = new { s3Uri = "s3://javascript-absent/in/" } },
            outputDataConfig = new { s3OutputDataConfig = new { s3Uri = "s3://javascript-absent/out/" } },
        });
        var jobIdentifier = (string)created.Output["jobArn"]!;
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        JsonNode job;
        while ((job = (await clients.Bedrock(Sdk.JavaScript, "GetModelInvocationJob", new { jobIdentifier })).Output)["endTime"] is null)
        {
            await Task.Delay(20, late.Token);
        }

        Assert.Equal("Failed", (string)job["status"]!);
        Assert.Contains("NoSuchBucket", (string)job["message"]!, StringComparison.Ordinal);
        Assert.True((DateTime)job["submitTime"]! <= (DateTime)job["endTime"]!);
    }

    // The example of docs/batch.md.
    [AwsCliFact]
    public async Task The_AWS_CLI_sends_a_file_through_a_model()
    {
        var folder = Directory.CreateTempSubdirectory("ganban-batch-").FullName;
        try
        {
            var body = """{"messages":[{"role":"user","content":[{"text":"Hello!"}]}],"inferenceConfig":{"maxTokens":8}}""";
            var file = Path.Combine(folder, "records.jsonl");
            await File.WriteAllTextAsync(file, $$"""{"recordId":"a","modelInput":{{body}}}""" + "\n");
            await Run("aws", "s3", "mb", "s3://cli-batch");
            await Run("aws", "s3", "cp", file, "s3://cli-batch/in/records.jsonl");
            var arn = (await Run(
                "aws", "bedrock", "create-model-invocation-job",
                "--job-name", "cli-job",
                "--role-arn", "arn:aws:iam::000000000000:role/any",
                "--model-id", "amazon.nova-lite-v1:0",
                "--model-invocation-type", "Converse",
                "--input-data-config", "s3InputDataConfig={s3Uri=s3://cli-batch/in/}",
                "--output-data-config", "s3OutputDataConfig={s3Uri=s3://cli-batch/out/}",
                "--query", "jobArn", "--output", "text")).Trim();
            using var late = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            while (await Status(arn) != "Completed")
            {
                await Task.Delay(100, late.Token);
            }

            await Run("aws", "s3", "cp", "--recursive", "s3://cli-batch/out/" + arn.Split('/')[1], folder);
            var line = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "records.jsonl.out")))!;
            Assert.Equal("assistant", (string)line["modelOutput"]!["output"]!["message"]!["role"]!);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<string> Status(string arn) => (await Run(
        "aws", "bedrock", "get-model-invocation-job", "--job-identifier", arn, "--query", "status", "--output", "text")).Trim();

    private async Task<string> Run(string program, params string[] arguments)
    {
        var run = await ProgramRun.Start(
            program, arguments, ClientServer.Environment(clients.Server.Address), Path.GetTempPath());
        Assert.True(run.ExitCode == 0, $"{run.Output}\n{run.Error}");
        return run.Output;
    }
}
