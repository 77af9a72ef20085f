using System.Text.Json.Serialization;

namespace Ganban.Bedrock.Guardrails;

/// <summary>How stored guardrails become JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GuardrailDocument))]
[JsonSerializable(typeof(GuardrailFingerprint))]
internal sealed partial class GuardrailsJson : JsonSerializerContext;
