using System.Text.Json.Nodes;
using Ganban.Server.Tests.Clients;

namespace Ganban.Server.Tests.Knowledge;

/// <summary>Knowledge bases with unchanged clients, on the store and the models that Ganban carries.</summary>
[Collection(ClientTests.Name)]
public sealed class KnowledgeClientTests(ClientServer clients)
{
    [Boto3Fact]
    public async Task Boto3_walks_the_way_of_the_specification_from_a_bucket_to_a_cited_answer() =>
        await Run("python3", Path.Combine(ClientScripts.Folder, "knowledge.py"), "boto3-knowledge");

    [NodeFact]
    public async Task The_JavaScript_SDK_walks_the_same_way()
    {
        await ClientScripts.InstallPackages();
        await Run("node", Path.Combine(ClientScripts.Folder, "knowledge.mjs"), "javascript-knowledge");
    }

    [Boto3Fact]
    public async Task The_example_for_boto3_ends_with_a_cited_answer()
    {
        var output = await Run("python3", Example("walk.py"), Address, "example-boto3");
        Assert.Contains("Sync: COMPLETE 1 new document(s)", output, StringComparison.Ordinal);
        Assert.Contains("Found: ", output, StringComparison.Ordinal);
        Assert.Contains("ニューロチップを後頭部に埋め込む", output, StringComparison.Ordinal);
        Assert.Contains("from s3://example-boto3/はにわロボット.txt", output, StringComparison.Ordinal);
    }

    [AwsCliFact]
    public async Task The_example_for_the_AWS_CLI_ends_with_a_cited_answer()
    {
        var output = await Run("bash", Example("walk.sh"), Address, "example-cli");
        Assert.Contains("Sync: COMPLETE", output, StringComparison.Ordinal);
        var answer = JsonNode.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..])!;
        Assert.Contains("ニューロチップを後頭部に埋め込む", (string)answer["answer"]!, StringComparison.Ordinal);
        Assert.Equal("s3://example-cli/はにわロボット.txt", (string)answer["citations"]![0]!["from"]![0]!);
    }

    // The example of docs/knowledge-bases.md.
    [AwsCliFact]
    public async Task The_AWS_CLI_asks_a_file()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "The Orchard Kettle weighs 2.4 kg.");
        await Run("aws", "s3", "mb", "s3://cli-knowledge");
        await Run("aws", "s3", "cp", file, "s3://cli-knowledge/kettle.txt");
        File.Delete(file);
        var id = (await Run(
            "aws", "bedrock-agent", "create-knowledge-base",
            "--name", "cli-kb",
            "--role-arn", "arn:aws:iam::000000000000:role/any",
            "--knowledge-base-configuration", "type=VECTOR,vectorKnowledgeBaseConfiguration={embeddingModelArn="
                + "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0}",
            "--storage-configuration", "type=S3_VECTORS,s3VectorsConfiguration={indexArn="
                + "arn:aws:s3vectors:us-east-1:000000000000:bucket/vectors/index/any}",
            "--query", "knowledgeBase.knowledgeBaseId", "--output", "text")).Trim();
        var source = (await Run(
            "aws", "bedrock-agent", "create-data-source", "--knowledge-base-id", id, "--name", "files",
            "--data-source-configuration", "type=S3,s3Configuration={bucketArn=arn:aws:s3:::cli-knowledge}",
            "--query", "dataSource.dataSourceId", "--output", "text")).Trim();
        var job = (await Run(
            "aws", "bedrock-agent", "start-ingestion-job", "--knowledge-base-id", id, "--data-source-id", source,
            "--query", "ingestionJob.ingestionJobId", "--output", "text")).Trim();
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await Run(
            "aws", "bedrock-agent", "get-ingestion-job", "--knowledge-base-id", id, "--data-source-id", source,
            "--ingestion-job-id", job, "--query", "ingestionJob.status", "--output", "text")).Trim() != "COMPLETE")
        {
            await Task.Delay(100, late.Token);
        }

        var found = JsonNode.Parse(await Run(
            "aws", "bedrock-agent-runtime", "retrieve", "--knowledge-base-id", id,
            "--retrieval-query", "text=How heavy is the kettle?", "--output", "json"))!;
        Assert.Equal("The Orchard Kettle weighs 2.4 kg.", (string)found["retrievalResults"]![0]!["content"]!["text"]!);
        await Run("aws", "bedrock-agent", "delete-knowledge-base", "--knowledge-base-id", id);
    }

    private string Address => clients.Server.Address.ToString().TrimEnd('/');

    private static string Example(string name) =>
        Path.GetFullPath(Path.Combine(ClientScripts.Folder, "..", "..", "examples", "knowledge-base", name));

    private async Task<string> Run(string program, params string[] arguments)
    {
        var run = await ProgramRun.Start(
            program, arguments, ClientServer.Environment(clients.Server.Address), Path.GetTempPath());
        Assert.True(run.ExitCode == 0, $"{run.Output}\n{run.Error}");
        return run.Output;
    }
}
