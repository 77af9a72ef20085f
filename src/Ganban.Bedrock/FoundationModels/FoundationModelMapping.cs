using Ganban.Contracts.Bedrock;

namespace Ganban.Bedrock.FoundationModels;

/// <summary>Catalog models as the API shows them in a region.</summary>
internal static class FoundationModelMapping
{
    public static FoundationModelSummary ToSummary(CatalogModel model, string region) => new()
    {
        ModelArn = model.Arn(region),
        ModelId = model.Id,
        ModelName = model.Name,
        ProviderName = model.Provider,
        InputModalities = InputModalities(model),
        OutputModalities = model.OutputModalities,
        ResponseStreamingSupported = model.Streaming,
        CustomizationsSupported = model.Customizations,
        InferenceTypesSupported = InferenceTypes(model),
        ModelLifecycle = Lifecycle(model),
    };

    public static FoundationModelDetails ToDetails(CatalogModel model, string region) => new()
    {
        ModelArn = model.Arn(region),
        ModelId = model.Id,
        ModelName = model.Name,
        ProviderName = model.Provider,
        InputModalities = InputModalities(model),
        OutputModalities = model.OutputModalities,
        ResponseStreamingSupported = model.Streaming,
        CustomizationsSupported = model.Customizations,
        InferenceTypesSupported = InferenceTypes(model),
        ModelLifecycle = Lifecycle(model),
    };

    /// <summary>The inference types as shown: a model without known types may be invoked on demand here.</summary>
    public static IReadOnlyList<string> InferenceTypes(CatalogModel model) =>
        model.InferenceTypes ?? [InferenceType.OnDemand];

    // Listings always have the member. The models whose inputs no source names are all language models.
    private static IReadOnlyList<string> InputModalities(CatalogModel model) =>
        model.InputModalities ?? [ModelModality.Text];

    // The API knows two stations. What Amazon removed can be called here, so it is legacy and not gone.
    private static FoundationModelLifecycle Lifecycle(CatalogModel model) => new()
    {
        Status = model.Lifecycle?.Status is ModelStatus.Legacy or ModelStatus.Removed
            ? FoundationModelLifecycleStatus.Legacy
            : FoundationModelLifecycleStatus.Active,
    };
}
