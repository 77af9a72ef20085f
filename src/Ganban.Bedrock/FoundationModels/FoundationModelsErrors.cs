using Ganban.Contracts.Bedrock;

namespace Ganban.Bedrock.FoundationModels;

/// <summary>The control plane's errors about foundation models.</summary>
internal static class FoundationModelsErrors
{
    /// <summary>An identifier that means nothing for this caller, in Amazon Bedrock's words.</summary>
    public static ValidationException UnknownModel() => new("The provided model identifier is invalid.");

    /// <summary>Nothing can be made of a model that the bare id cannot reach.</summary>
    public static ValidationException NoOnDemand(CatalogModel model, string region) => new(
        $"The model {model.Id} cannot be used on demand in {region}. Use an inference profile that contains it.");
}
