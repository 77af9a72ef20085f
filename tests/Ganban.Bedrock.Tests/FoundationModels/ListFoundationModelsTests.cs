using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.Bedrock;

namespace Ganban.Bedrock.Tests.FoundationModels;

public sealed class ListFoundationModelsTests
{
    private static readonly ModelCatalog Catalog = ModelCatalog.Load();

    private static async Task<IReadOnlyList<FoundationModelSummary>> List(
        ListFoundationModelsRequest? request = null, string region = "us-east-1")
    {
        var handler = new ListFoundationModelsHandler(Catalog);
        var response = await handler.Handle(request ?? new(), TestStore.Call(region), CancellationToken.None);
        return response.ModelSummaries!;
    }

    [Fact]
    public async Task Every_model_and_variant_is_listed_with_an_arn_of_the_callers_region()
    {
        var models = await List(region: "ap-northeast-1");

        Assert.Equal(Catalog.Models.Count, models.Count);
        Assert.All(models, model =>
            Assert.Equal($"arn:aws:bedrock:ap-northeast-1::foundation-model/{model.ModelId}", model.ModelArn));
    }

    [Theory]
    [InlineData("Anthropic")]
    [InlineData("anthropic")]
    [InlineData("ANTHROPIC")]
    public async Task Filtering_by_provider_ignores_case(string provider)
    {
        var models = await List(new() { ByProvider = provider });

        Assert.NotEmpty(models);
        Assert.All(models, model => Assert.Equal("Anthropic", model.ProviderName));
    }

    [Theory]
    [InlineData("Mistral AI")]
    [InlineData("mistral")]
    public async Task A_provider_may_be_named_in_full_or_by_the_prefix_of_its_ids(string provider) =>
        Assert.Contains(
            await List(new() { ByProvider = provider }),
            model => model.ModelId == "mistral.mistral-7b-instruct-v0:2");

    [Fact]
    public async Task An_unknown_provider_has_no_models() =>
        Assert.Empty(await List(new() { ByProvider = "nobody" }));

    [Fact]
    public async Task Filters_must_all_match()
    {
        var models = await List(new()
        {
            ByProvider = "Amazon",
            ByOutputModality = "EMBEDDING",
            ByInferenceType = "PROVISIONED",
            ByCustomizationType = "FINE_TUNING",
        });

        Assert.Equal(["amazon.titan-embed-image-v1:0"], models.Select(model => model.ModelId));
    }

    [Fact]
    public async Task Models_that_amazon_removed_are_listed_as_legacy()
    {
        var models = await List(new() { ByProvider = "AI21 Labs" });
        var status = models.ToDictionary(model => model.ModelId, model => model.ModelLifecycle!.Status);

        Assert.Equal("LEGACY", status["ai21.j2-ultra-v1"]);
        Assert.Equal("ACTIVE", status["ai21.jamba-1-5-mini-v1:0"]);
    }

    [Fact]
    public async Task What_clients_look_at_is_always_there() =>
        Assert.All(await List(), model =>
        {
            Assert.NotEmpty(model.ModelName!);
            Assert.NotEmpty(model.ProviderName!);
            Assert.NotEmpty(model.InputModalities!);
            Assert.NotEmpty(model.OutputModalities!);
            Assert.NotNull(model.CustomizationsSupported);
            Assert.NotNull(model.InferenceTypesSupported);
            Assert.Contains(model.ModelLifecycle!.Status, (string[])["ACTIVE", "LEGACY"]);
        });
}
