namespace Ganban.Server.Tests.Clients;

[Collection(ClientTests.Name)]
public sealed class CatalogTests(ClientServer clients)
{
    private const string Claude = "anthropic.claude-3-haiku-20240307-v1:0";

    [Theory, JavaScriptData, Boto3Data]
    public async Task Models_are_listed_with_all_their_facts(Sdk sdk)
    {
        var listed = await clients.Bedrock(sdk, "ListFoundationModels");

        Assert.Equal(200, listed.Status);
        var models = listed.Output["modelSummaries"]!.AsArray();
        Assert.True(models.Count > 50);
        var claude = Assert.Single(models, model => (string)model!["modelId"]! == Claude)!;
        Assert.Equal("arn:aws:bedrock:us-east-1::foundation-model/" + Claude, (string)claude["modelArn"]!);
        Assert.Equal("Anthropic", (string)claude["providerName"]!);
        Assert.Contains("TEXT", claude["inputModalities"]!.AsArray().Select(modality => (string)modality!));
        Assert.True((bool)claude["responseStreamingSupported"]!);
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task Every_filter_narrows_the_list_of_models(Sdk sdk)
    {
        var filtered = await clients.Bedrock(sdk, "ListFoundationModels", new
        {
            byProvider = "Amazon",
            byOutputModality = "EMBEDDING",
            byInferenceType = "ON_DEMAND",
        });
        var customizable = await clients.Bedrock(
            sdk, "ListFoundationModels", new { byCustomizationType = "FINE_TUNING" });

        var embeddings = filtered.Output["modelSummaries"]!.AsArray();
        Assert.NotEmpty(embeddings);
        Assert.All(embeddings, model =>
        {
            Assert.Equal("Amazon", (string)model!["providerName"]!);
            Assert.Equal("EMBEDDING", (string)model["outputModalities"]![0]!);
            Assert.Contains("ON_DEMAND", model["inferenceTypesSupported"]!.AsArray().Select(type => (string)type!));
        });
        var tunable = customizable.Output["modelSummaries"]!.AsArray();
        Assert.NotEmpty(tunable);
        Assert.All(tunable, model => Assert.Contains(
            "FINE_TUNING", model!["customizationsSupported"]!.AsArray().Select(type => (string)type!)));
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task A_model_is_shown_by_id_and_by_ARN(Sdk sdk)
    {
        const string arn = "arn:aws:bedrock:us-east-1::foundation-model/meta.llama3-8b-instruct-v1:0";

        var byId = await clients.Bedrock(
            sdk, "GetFoundationModel", new { modelIdentifier = "meta.llama3-8b-instruct-v1:0" });
        var byArn = await clients.Bedrock(sdk, "GetFoundationModel", new { modelIdentifier = arn });

        Assert.Equal(arn, (string)byId.Output["modelDetails"]!["modelArn"]!);
        Assert.Equal(byId.Output.ToJsonString(), byArn.Output.ToJsonString());
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task System_profiles_come_in_pages_until_the_token_ends(Sdk sdk)
    {
        var whole = await clients.Bedrock(sdk, "ListInferenceProfiles", new { typeEquals = "SYSTEM_DEFINED" });
        var paged = new List<string>();
        string? token = null;
        do
        {
            object input = token is null ? new { maxResults = 5 } : new { maxResults = 5, nextToken = token };
            var page = await clients.Bedrock(sdk, "ListInferenceProfiles", input);
            var ids = Ids(page);
            Assert.InRange(ids.Count, 1, 5);
            paged.AddRange(ids);
            token = (string?)page.Output["nextToken"];
        }
        while (token is not null);

        Assert.True(paged.Count > 5);
        Assert.Equal(Ids(whole), paged);
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task A_system_profile_names_the_models_of_its_regions(Sdk sdk)
    {
        var profile = await clients.Bedrock(
            sdk, "GetInferenceProfile", new { inferenceProfileIdentifier = "us." + Claude });

        Assert.Equal("SYSTEM_DEFINED", (string)profile.Output["type"]!);
        Assert.Equal("ACTIVE", (string)profile.Output["status"]!);
        Assert.All(profile.Output["models"]!.AsArray(), model => Assert.EndsWith(
            "::foundation-model/" + Claude, (string)model!["modelArn"]!, StringComparison.Ordinal));
    }

    private static List<string> Ids(SdkResult page) =>
    [
        .. page.Output["inferenceProfileSummaries"]!.AsArray()
            .Select(profile => (string)profile!["inferenceProfileId"]!),
    ];
}
