using Ganban.Contracts.Bedrock;
using Runtime = Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.FoundationModels;

/// <summary>The errors about foundation models, in Amazon Bedrock's words.</summary>
public static class FoundationModelsErrors
{
    private const string UnknownText = "The provided model identifier is invalid.";

    /// <summary>An identifier that means nothing for this caller, answered by the control plane.</summary>
    public static ValidationException UnknownModel() => new(UnknownText);

    /// <summary>An identifier that means nothing for this caller, answered by an invocation.</summary>
    public static Runtime.ValidationException UnknownModelInvoked() => new(UnknownText);

    /// <summary>
    /// The bare id of a model that cannot be used on demand. The text for models is one of the best known there are,
    /// with its typographic apostrophe; size variants get another.
    /// </summary>
    public static Runtime.ValidationException OnDemandNotSupported(CatalogModel model) => new(OnDemandText(model));

    /// <summary>The same as <see cref="OnDemandNotSupported"/>, answered by the control plane.</summary>
    internal static ValidationException NotCopiable(CatalogModel model) => new(OnDemandText(model));

    private static string OnDemandText(CatalogModel model) =>
        model.VariantOf is null
            ? $"Invocation of model ID {model.Id} with on-demand throughput isn’t supported. Retry your request with "
                + "the ID or ARN of an inference profile that contains this model."
            : "The provided model doesn't support on-demand throughput.";
}
