using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Tests.FoundationModels;

public sealed class ModelCatalogTests
{
    private static readonly ModelCatalog Catalog = ModelCatalog.Load();

    [Fact]
    public void It_has_all_models_variants_and_profiles()
    {
        Assert.Equal(165, Catalog.Models.Count(model => model.VariantOf is null));
        Assert.Equal(38, Catalog.Models.Count(model => model.VariantOf is not null));
        Assert.Equal(145, Catalog.Profiles.Count);
    }

    [Fact]
    public void Ids_are_unique_and_short_enough_for_the_contract()
    {
        Assert.Equal(Catalog.Models.Count, Catalog.Models.Select(model => model.Id).Distinct().Count());
        Assert.All(Catalog.Models, model => Assert.InRange(model.Id.Length, 3, 140));
    }

    [Fact]
    public void Its_files_use_known_words_only()
    {
        string[] inferenceTypes = [InferenceType.OnDemand, InferenceType.Provisioned, InferenceType.InferenceProfile];
        string[] modalities = ["TEXT", "IMAGE", "EMBEDDING", "VIDEO", "SPEECH", "AUDIO"];
        string[] stations = [ModelStatus.Active, ModelStatus.Legacy, ModelStatus.Removed];
        string[] capabilities =
        [
            ModelCapability.ToolUse, ModelCapability.Vision, ModelCapability.PromptCaching,
            ModelCapability.Reasoning, ModelCapability.StructuredOutput,
        ];

        Assert.All(Catalog.Models, model =>
        {
            Assert.Subset(inferenceTypes.ToHashSet(), (model.InferenceTypes ?? []).ToHashSet());
            Assert.Subset(
                modalities.ToHashSet(), (model.InputModalities ?? []).Union(model.OutputModalities).ToHashSet());
            Assert.Subset(capabilities.ToHashSet(), model.Capabilities.ToHashSet());
            Assert.Contains(model.Lifecycle?.Status ?? ModelStatus.Active, stations);
            Assert.NotEmpty(model.NativeFormat);
        });
    }

    [Fact]
    public void A_model_carries_identity_modalities_limits_and_prices()
    {
        var haiku = Catalog.FindModel("anthropic.claude-3-haiku-20240307-v1:0")!;

        Assert.Equal("Claude 3 Haiku", haiku.Name);
        Assert.Equal("Anthropic", haiku.Provider);
        Assert.Equal(["TEXT", "IMAGE"], haiku.InputModalities);
        Assert.Equal(["TEXT"], haiku.OutputModalities);
        Assert.True(haiku.Streaming);
        Assert.Equal(["ON_DEMAND"], haiku.InferenceTypes);
        Assert.Equal("anthropic-messages", haiku.NativeFormat);
        Assert.Equal(new ModelLifecycle(ModelStatus.Legacy, "2026-05-06"), haiku.Lifecycle);
        Assert.Equal(200_000, haiku.ContextTokens);
        Assert.Equal(4096, haiku.OutputTokensMax);
        Assert.Contains(ModelCapability.ToolUse, haiku.Capabilities);
        Assert.Equal(0.00025m, haiku.Prices!.OnDemand!.InputPer1KTokens);
        Assert.Equal(0.00125m, haiku.Prices.OnDemand.OutputPer1KTokens);
        Assert.Equal(0.000025m, haiku.Prices.OnDemand.CacheReadPer1KTokens);
        Assert.Equal(
            "arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
            haiku.Arn("eu-west-1"));
    }

    [Fact]
    public void A_variant_is_a_model_with_its_own_inference_types()
    {
        var variant = Catalog.FindModel("amazon.nova-lite-v1:0:300k")!;

        Assert.Equal("amazon.nova-lite-v1:0", variant.VariantOf);
        Assert.Equal("Nova Lite", variant.Name);
        Assert.Equal(["PROVISIONED"], variant.InferenceTypes);
        Assert.Equal(["FINE_TUNING", "DISTILLATION"], variant.Customizations);
        Assert.False(variant.SupportsOnDemand("us-east-1"));
    }

    [Theory]
    [InlineData("ai21.j2-ultra-v1")]
    [InlineData("amazon.titan-text-lite-v1")]
    public void Models_that_amazon_removed_stay_and_may_be_called(string modelId)
    {
        var model = Catalog.FindModel(modelId)!;

        Assert.Equal(ModelStatus.Removed, model.Lifecycle!.Status);
        Assert.True(model.SupportsOnDemand("ap-northeast-1"));
    }

    [Theory]
    [InlineData("amazon.nova-lite-v1:0", "us-east-1", true)]
    [InlineData("amazon.nova-lite-v1:0", "ap-northeast-1", false)]
    [InlineData("amazon.nova-premier-v1:0", "us-east-1", false)]
    [InlineData("meta.llama2-13b-v1", "us-east-1", false)]
    [InlineData("anthropic.claude-sonnet-5", "us-east-1", true)]
    public void On_demand_use_depends_on_inference_types_and_region(string modelId, string region, bool supported) =>
        Assert.Equal(supported, Catalog.FindModel(modelId)!.SupportsOnDemand(region));

    [Fact]
    public void A_region_with_its_own_price_uses_it()
    {
        var prices = Catalog.FindModel("mistral.mistral-large-2402-v1:0")!.Prices!;

        Assert.Equal(0.0104m, prices.OnDemandIn("eu-west-3")!.InputPer1KTokens);
        Assert.Equal(0.0312m, prices.OnDemandIn("eu-west-3")!.OutputPer1KTokens);
        Assert.Equal(prices.OnDemand, prices.OnDemandIn("ap-northeast-1"));
    }

    [Fact]
    public void Image_and_provisioned_prices_are_kept()
    {
        var prices = Catalog.FindModel("amazon.titan-image-generator-v1")!.Prices!;

        Assert.Contains(new ImagePrice("1024x1024", "premium", 0.012m), prices.OnDemand!.PerOutputImage);
        Assert.Equal(16.2m, prices.Provisioned!.OneMonthPerHour);
        Assert.Equal(0.005m, prices.Customization!.TrainPerImage);
        Assert.Equal(23.4m, prices.CustomModel!.Provisioned!.NoCommitmentPerHour);
    }

    [Fact]
    public void Unknown_ids_are_absent()
    {
        Assert.Null(Catalog.FindModel("anthropic.claude-99"));
        Assert.Null(Catalog.FindModel("ANTHROPIC.CLAUDE-V2"));
        Assert.Null(Catalog.FindProfile("moon.anthropic.claude-v2"));
    }
}
