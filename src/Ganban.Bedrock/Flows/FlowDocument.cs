using System.Text.Json;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows;

/// <summary>
/// A flow as it is stored: its draft, or a version of it; id, version label, name and times are the store's.
/// </summary>
/// <param name="Description">What the user says about it, if anything.</param>
/// <param name="ExecutionRoleArn">The role that was named; kept, not used.</param>
/// <param name="CustomerEncryptionKeyArn">The key that was named; kept, not used.</param>
/// <param name="Definition">Nodes and connections in the API's own form, if there are any.</param>
/// <param name="Status">Whether the draft can be run: one of <see cref="FlowStatus"/>.</param>
/// <param name="Validations">What was found wrong when it was prepared last, in the API's own form.</param>
/// <param name="LastVersion">The number of the version that was made last, of a draft; 0 if none was.</param>
public sealed record FlowDocument(
    string? Description,
    string ExecutionRoleArn,
    string? CustomerEncryptionKeyArn,
    JsonElement? Definition,
    string Status,
    IReadOnlyList<JsonElement> Validations,
    int LastVersion)
{
    /// <summary>The type in the ARNs of flows.</summary>
    public const string ResourceType = "flow";

    /// <summary>The label of the version that can be changed.</summary>
    public const string Draft = "DRAFT";

    /// <summary>Where they are stored.</summary>
    public static DocumentKind<FlowDocument> Kind { get; } =
        new(ResourceType, FlowsJson.Default.FlowDocument) { UniqueNames = true };

    /// <summary>The definition as the API's type; null if there is none.</summary>
    public FlowDefinition? ReadDefinition() =>
        Definition is { } definition ? ShapeJson.Read<FlowDefinition>(definition) : null;

    /// <summary>What was found wrong, as the API's type.</summary>
    public IReadOnlyList<FlowValidation> ReadValidations() => [.. Validations.Select(ShapeJson.Read<FlowValidation>)];
}
