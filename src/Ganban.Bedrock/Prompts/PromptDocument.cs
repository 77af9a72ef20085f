using Ganban.Contracts;
using System.Text.Json;
using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Prompts;

/// <summary>
/// A prompt of prompt management as it is stored: its draft, or a version of it; id, version label, name and times are
/// the store's.
/// </summary>
/// <param name="Description">What the user says about it, if anything.</param>
/// <param name="CustomerEncryptionKeyArn">The key that was named; kept, not used.</param>
/// <param name="DefaultVariant">The name of the variant that is used.</param>
/// <param name="Variants">The variants in the API's own form, if there are any.</param>
/// <param name="LastVersion">The number of the version that was made last, of a draft; 0 if none was.</param>
public sealed record PromptDocument(
    string? Description,
    string? CustomerEncryptionKeyArn,
    string? DefaultVariant,
    IReadOnlyList<JsonElement>? Variants,
    int LastVersion)
{
    /// <summary>The type in the ARNs of prompts.</summary>
    public const string ResourceType = "prompt";

    /// <summary>The label of the version that can be changed.</summary>
    public const string Draft = "DRAFT";

    /// <summary>Where they are stored.</summary>
    public static DocumentKind<PromptDocument> Kind { get; } =
        new(ResourceType, PromptsJson.Default.PromptDocument) { UniqueNames = true };

    /// <summary>The variants as the API's types.</summary>
    public IReadOnlyList<PromptVariant>? ReadVariants() =>
        Variants is { } variants ? [.. variants.Select(ShapeJson.Read<PromptVariant>)] : null;

    /// <summary>The variant that an invocation uses; null if there is none.</summary>
    public PromptVariant? Used() =>
        ReadVariants() is { Count: > 0 } variants
            ? variants.FirstOrDefault(variant => variant.Name == DefaultVariant) ?? variants[0]
            : null;
}
