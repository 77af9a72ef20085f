using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Tests.FoundationModels;

public sealed class OnDemandRefusalTests
{
    private static readonly ModelCatalog Catalog = ModelCatalog.Load();

    [Fact]
    public void A_model_that_needs_a_profile_is_refused_with_the_well_known_text() =>
        Assert.Equal(
            "Invocation of model ID amazon.nova-lite-v1:0 with on-demand throughput isn’t supported. "
                + "Retry your request with the ID or ARN of an inference profile that contains this model.",
            FoundationModelsErrors.OnDemandNotSupported(Catalog.FindModel("amazon.nova-lite-v1:0")!).Message);

    [Fact]
    public void A_size_variant_is_refused_with_a_text_of_its_own() =>
        Assert.Equal(
            "The provided model doesn't support on-demand throughput.",
            FoundationModelsErrors.OnDemandNotSupported(Catalog.FindModel("amazon.nova-lite-v1:0:24k")!).Message);
}
