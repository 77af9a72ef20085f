using System.Text.Json;
using Ganban.Bedrock.Prompts;
using Ganban.Contracts;
using Ganban.Contracts.Bedrock;
using Ganban.Storage;

namespace Ganban.Bedrock.Guardrails;

/// <summary>
/// A guardrail as it is stored: its draft, or a version of it; id, version label, name and times are the store's. The
/// policies have the API's own form, as GetGuardrail shows them.
/// </summary>
/// <param name="Description">What the user says about it, if anything.</param>
/// <param name="TopicPolicy">Denied topics.</param>
/// <param name="ContentPolicy">Content filters.</param>
/// <param name="WordPolicy">Denied words.</param>
/// <param name="SensitiveInformationPolicy">Personal data and regular expressions.</param>
/// <param name="ContextualGroundingPolicy">Grounding and relevance.</param>
/// <param name="CrossRegionProfile">The guardrail profile that was named; kept and shown, it changes nothing.</param>
/// <param name="BlockedInputMessaging">What is answered in place of an answer to a blocked prompt.</param>
/// <param name="BlockedOutputsMessaging">What is answered in place of a blocked answer.</param>
/// <param name="KmsKeyId">The key that was named; kept, not used.</param>
/// <param name="LastVersion">The number of the version that was made last, of a draft; 0 if none was.</param>
public sealed record GuardrailDocument(
    string? Description,
    JsonElement? TopicPolicy,
    JsonElement? ContentPolicy,
    JsonElement? WordPolicy,
    JsonElement? SensitiveInformationPolicy,
    JsonElement? ContextualGroundingPolicy,
    string? CrossRegionProfile,
    string BlockedInputMessaging,
    string BlockedOutputsMessaging,
    string? KmsKeyId,
    int LastVersion)
{
    /// <summary>The type in the ARNs of guardrails.</summary>
    public const string ResourceType = "guardrail";

    /// <summary>The label of the version that can be changed.</summary>
    public const string Draft = "DRAFT";

    /// <summary>Where they are stored.</summary>
    public static DocumentKind<GuardrailDocument> Kind { get; } =
        new(ResourceType, GuardrailsJson.Default.GuardrailDocument) { UniqueNames = true };

    /// <summary>The denied topics as the API's type.</summary>
    public GuardrailTopicPolicy? ReadTopics() => Read<GuardrailTopicPolicy>(TopicPolicy);

    /// <summary>The content filters as the API's type.</summary>
    public GuardrailContentPolicy? ReadContent() => Read<GuardrailContentPolicy>(ContentPolicy);

    /// <summary>The denied words as the API's type.</summary>
    public GuardrailWordPolicy? ReadWords() => Read<GuardrailWordPolicy>(WordPolicy);

    /// <summary>The policy on sensitive information as the API's type.</summary>
    public GuardrailSensitiveInformationPolicy? ReadSensitive() =>
        Read<GuardrailSensitiveInformationPolicy>(SensitiveInformationPolicy);

    /// <summary>The policy on grounding as the API's type.</summary>
    public GuardrailContextualGroundingPolicy? ReadGrounding() =>
        Read<GuardrailContextualGroundingPolicy>(ContextualGroundingPolicy);

    private static T? Read<T>(JsonElement? json)
        where T : class, IShape<T> => json is { } value ? ShapeJson.Read<T>(value) : null;
}
