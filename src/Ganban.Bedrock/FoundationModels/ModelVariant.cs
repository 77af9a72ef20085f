namespace Ganban.Bedrock.FoundationModels;

/// <summary>A size variant of a model: an id of its own, everything not said here as in the model.</summary>
/// <param name="Id">The variant's id, such as <c>amazon.nova-lite-v1:0:24k</c>.</param>
/// <param name="InferenceTypes">How the variant can be run; empty if only customised copies of it can.</param>
/// <param name="Customizations">How it can be customised.</param>
/// <param name="Lifecycle">Where it stands in its life, if known.</param>
public sealed record ModelVariant(
    string Id,
    IReadOnlyList<string> InferenceTypes,
    IReadOnlyList<string> Customizations,
    ModelLifecycle? Lifecycle);
