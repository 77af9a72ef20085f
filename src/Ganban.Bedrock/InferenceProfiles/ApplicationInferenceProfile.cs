using Ganban.Storage;

namespace Ganban.Bedrock.InferenceProfiles;

/// <summary>An application inference profile as it is stored; its id, name and times are the store's.</summary>
/// <param name="Description">What the user says about it, if anything.</param>
/// <param name="CopiedFrom">The ARN it was made from: a foundation model's or a system-defined profile's.</param>
/// <param name="ModelId">The catalog id of the model behind it.</param>
/// <param name="ModelArns">The ARNs of the model in each destination region.</param>
public sealed record ApplicationInferenceProfile(
    string? Description,
    string CopiedFrom,
    string ModelId,
    IReadOnlyList<string> ModelArns)
{
    /// <summary>The type in the ARNs of application profiles.</summary>
    public const string ResourceType = "application-inference-profile";

    /// <summary>Where they are stored. Names need not be unique.</summary>
    public static DocumentKind<ApplicationInferenceProfile> Kind { get; } =
        new(ResourceType, InferenceProfilesJson.Default.ApplicationInferenceProfile);

    /// <summary>The destination regions; an empty one stands for anywhere.</summary>
    public IReadOnlyList<string> Regions() =>
        [.. ModelArns.Select(arn => FoundationModels.Arn.Parse(arn)?.Region).OfType<string>()];
}
