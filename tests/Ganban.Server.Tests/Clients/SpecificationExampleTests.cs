using System.Text.Json.Nodes;

namespace Ganban.Server.Tests.Clients;

[Collection(ClientTests.Name)]
public sealed class SpecificationExampleTests(ClientServer clients)
{
    private const string Prompt = "Please tell us all the states in the U.S.";

    [Boto3Fact]
    public async Task The_Lambda_function_of_the_specification_gets_its_answer()
    {
        var run = await ProgramRun.Start(
            "python3",
            [Path.Combine(ClientScripts.Folder, "seed_lambda.py")],
            ClientServer.Environment(clients.Server.Address));

        Assert.True(run.ExitCode == 0, run.Error);
        AssertJurassic(JsonNode.Parse(run.Output)!);
    }

    [AwsCliFact]
    public async Task The_command_line_of_the_specification_gets_its_answer()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("ganban-cli-").FullName, "invoke-model-output.txt");
        var body = $$"""{"prompt": "{{Prompt}}", "maxTokens": 800,"temperature": 0.7,"topP": 0.95}""";

        // Version 2 of the AWS CLI reads blobs as base64 unless told otherwise; the specification used version 1.
        var environment = ClientServer.Environment(clients.Server.Address);
        environment["AWS_CLI_BINARY_FORMAT"] = "raw-in-base64-out";
        var run = await ProgramRun.Start(
            "aws",
            [
                "bedrock-runtime", "invoke-model",
                "--region", "us-east-1",
                "--model-id", "ai21.j2-ultra-v1",
                "--content-type", "application/json",
                "--accept", "application/json",
                "--body", body,
                "--output", "json",
                file,
            ],
            environment);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("application/json", (string)JsonNode.Parse(run.Output)!["contentType"]!);
        AssertJurassic(JsonNode.Parse(await File.ReadAllTextAsync(file))!);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [AwsCliFact]
    public async Task The_command_line_lists_models_by_a_query()
    {
        var run = await ProgramRun.Start(
            "aws",
            [
                "bedrock", "list-foundation-models",
                "--by-provider", "ai21",
                "--query", "modelSummaries[].modelId",
                "--output", "json",
            ],
            ClientServer.Environment(clients.Server.Address));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("ai21.j2-ultra-v1", JsonNode.Parse(run.Output)!.AsArray().Select(id => (string)id!));
    }

    [AwsCliFact]
    public async Task The_command_line_converses()
    {
        var run = await ProgramRun.Start(
            "aws",
            [
                "bedrock-runtime", "converse",
                "--model-id", "amazon.titan-text-express-v1",
                "--messages", """[{"role":"user","content":[{"text":"Hello!"}]}]""",
                "--inference-config", "maxTokens=4",
                "--output", "json",
            ],
            ClientServer.Environment(clients.Server.Address));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.InRange((int)JsonNode.Parse(run.Output)!["usage"]!["outputTokens"]!, 1, 4);
    }

    private static void AssertJurassic(JsonNode answer)
    {
        Assert.Equal(1234, (int)answer["id"]!);
        Assert.Equal(Prompt, (string)answer["prompt"]!["text"]!);
        var completion = Assert.Single(answer["completions"]!.AsArray())!;
        Assert.NotNull((string?)completion["data"]!["text"]);
        Assert.NotEmpty(completion["data"]!["tokens"]!.AsArray());
        Assert.Contains((string)completion["finishReason"]!["reason"]!, new[] { "endoftext", "length" });
    }
}
