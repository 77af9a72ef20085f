namespace Ganban.Server.Tests.Clients;

[Collection(ClientTests.Name)]
public sealed class ProvisionedThroughputTests(ClientServer clients)
{
    private const string Model = "anthropic.claude-3-haiku-20240307-v1:0:200k";

    [Theory, JavaScriptData, Boto3Data]
    public async Task Provisioned_throughput_lives_from_its_creation_to_its_deletion(Sdk sdk)
    {
        var name = $"life-{sdk}";
        var created = await clients.Bedrock(
            sdk,
            "CreateProvisionedModelThroughput",
            new
            {
                provisionedModelName = name,
                modelId = Model,
                modelUnits = 2,
                tags = new[] { new { key = "team", value = "blue" } },
            });
        Assert.Equal(201, created.Status);
        var arn = (string)created.Output["provisionedModelArn"]!;

        var shown = (await clients.Bedrock(
            sdk, "GetProvisionedModelThroughput", new { provisionedModelId = arn })).Output;
        Assert.Equal((name, "InService", 2), Facts(shown));
        Assert.Equal($"arn:aws:bedrock:us-east-1::foundation-model/{Model}", (string)shown["modelArn"]!);
        var tags = (await clients.Bedrock(sdk, "ListTagsForResource", new { resourceARN = arn })).Output["tags"]!;
        Assert.Equal("blue", (string)tags[0]!["value"]!);

        Assert.NotEmpty((await Converse(sdk, arn)).AnswerText);
        var counted = await clients.Runtime(
            sdk, "CountTokens", new { modelId = arn, input = new { converse = new { messages = Messages } } });
        Assert.True((int)counted.Output["inputTokens"]! > 0);

        await clients.Bedrock(
            sdk,
            "UpdateProvisionedModelThroughput",
            new { provisionedModelId = arn, desiredProvisionedModelName = name + "-2" });
        var listed = (await clients.Bedrock(
            sdk, "ListProvisionedModelThroughputs", new { nameContains = name, sortBy = "CreationTime" })).Output;
        Assert.Equal(
            (name + "-2", "InService", 2),
            Facts(Assert.Single(listed["provisionedModelSummaries"]!.AsArray())!));

        Assert.Equal(
            200,
            (await clients.Bedrock(
                sdk, "DeleteProvisionedModelThroughput", new { provisionedModelId = name + "-2" })).Status);
        var gone = await Converse(sdk, arn);
        Assert.Equal(("ResourceNotFoundException", 404), (gone.Error, gone.Status));
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task What_is_committed_can_not_be_deleted(Sdk sdk)
    {
        var name = $"committed-{sdk}";
        await clients.Bedrock(
            sdk,
            "CreateProvisionedModelThroughput",
            new { provisionedModelName = name, modelId = Model, modelUnits = 1, commitmentDuration = "OneMonth" });

        var kept = await clients.Bedrock(
            sdk, "DeleteProvisionedModelThroughput", new { provisionedModelId = name });

        Assert.Equal(("ConflictException", 400), (kept.Error, kept.Status));
    }

    private static object[] Messages => [new { role = "user", content = new[] { new { text = "Hi" } } }];

    private static (string Name, string Status, int Units) Facts(System.Text.Json.Nodes.JsonNode model) =>
        ((string)model["provisionedModelName"]!, (string)model["status"]!, (int)model["modelUnits"]!);

    private Task<SdkResult> Converse(Sdk sdk, string modelId) => clients.Runtime(
        sdk, "Converse", new { modelId, messages = Messages, inferenceConfig = new { maxTokens = 4 } });
}
