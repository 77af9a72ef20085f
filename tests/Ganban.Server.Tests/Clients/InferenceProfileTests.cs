namespace Ganban.Server.Tests.Clients;

[Collection(ClientTests.Name)]
public sealed class InferenceProfileTests(ClientServer clients)
{
    private const string Model = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string ModelArn = "arn:aws:bedrock:us-east-1::foundation-model/" + Model;
    private const string Profile = "us.anthropic.claude-3-haiku-20240307-v1:0";

    [Theory, JavaScriptData, Boto3Data]
    public async Task An_application_profile_lives_from_its_creation_to_its_deletion(Sdk sdk)
    {
        var name = $"life-{sdk}";
        var created = await clients.Bedrock(sdk, "CreateInferenceProfile", new
        {
            inferenceProfileName = name,
            description = "For the tests",
            modelSource = new { copyFrom = ModelArn },
            tags = new[] { new { key = "team", value = "blue" } },
        });
        var arn = (string)created.Output["inferenceProfileArn"]!;

        var shown = await clients.Bedrock(sdk, "GetInferenceProfile", new { inferenceProfileIdentifier = arn });
        Assert.Equal(name, (string)shown.Output["inferenceProfileName"]!);
        Assert.Equal("APPLICATION", (string)shown.Output["type"]!);
        Assert.Equal("For the tests", (string)shown.Output["description"]!);
        Assert.True(DateTimeOffset.TryParse((string)shown.Output["createdAt"]!, out _));
        Assert.Contains(arn, await ApplicationProfiles(sdk));

        var answer = await Converse(sdk, arn);
        Assert.Equal(200, answer.Status);

        await clients.Bedrock(sdk, "DeleteInferenceProfile", new { inferenceProfileIdentifier = arn });
        var gone = await clients.Bedrock(sdk, "GetInferenceProfile", new { inferenceProfileIdentifier = arn });
        Assert.Equal(("ResourceNotFoundException", 404), (gone.Error, gone.Status));
        Assert.DoesNotContain(arn, await ApplicationProfiles(sdk));
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task Tags_of_a_profile_are_added_changed_and_removed(Sdk sdk)
    {
        var created = await clients.Bedrock(sdk, "CreateInferenceProfile", new
        {
            inferenceProfileName = $"tags-{sdk}",
            modelSource = new { copyFrom = ModelArn },
            tags = new[] { new { key = "team", value = "blue" } },
        });
        var resourceARN = (string)created.Output["inferenceProfileArn"]!;

        var tagged = await clients.Bedrock(sdk, "TagResource", new
        {
            resourceARN,
            tags = new[] { new { key = "team", value = "red" }, new { key = "stage", value = "development" } },
        });
        Assert.Null(tagged.Error);
        Assert.Equal(["stage=development", "team=red"], await Tags(sdk, resourceARN));

        var untagged = await clients.Bedrock(sdk, "UntagResource", new { resourceARN, tagKeys = new[] { "team" } });
        Assert.Null(untagged.Error);
        Assert.Equal(["stage=development"], await Tags(sdk, resourceARN));
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task A_model_is_named_by_id_ARN_profile_or_profile_ARN(Sdk sdk)
    {
        const string profileArn = "arn:aws:bedrock:us-east-1:000000000000:inference-profile/" + Profile;
        string[] names = [Model, ModelArn, Profile, profileArn];
        foreach (var name in names)
        {
            var answer = await Converse(sdk, name);
            Assert.True(answer.Error is null, $"{name}: {answer.Error}");
        }
    }

    private async Task<List<string>> ApplicationProfiles(Sdk sdk)
    {
        var listed = await clients.Bedrock(sdk, "ListInferenceProfiles", new { typeEquals = "APPLICATION" });
        return
        [
            .. listed.Output["inferenceProfileSummaries"]!.AsArray()
                .Select(profile => (string)profile!["inferenceProfileArn"]!),
        ];
    }

    private async Task<List<string>> Tags(Sdk sdk, string resourceARN)
    {
        var listed = await clients.Bedrock(sdk, "ListTagsForResource", new { resourceARN });
        var tags = listed.Output["tags"]!.AsArray().Select(tag => $"{tag!["key"]}={tag["value"]}");
        return [.. tags.Order(StringComparer.Ordinal)];
    }

    private Task<SdkResult> Converse(Sdk sdk, string modelId) => clients.Runtime(sdk, "Converse", new
    {
        modelId,
        messages = new[] { new { role = "user", content = new[] { new { text = "Hello" } } } },
        inferenceConfig = new { maxTokens = 1 },
    });
}
