using System.Text.Json.Serialization;

namespace Ganban.Bedrock.Flows;

/// <summary>How stored flows become JSON.</summary>
[JsonSourceGenerationOptions(
    MaxDepth = 256,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FlowDocument))]
[JsonSerializable(typeof(FlowAliasDocument))]
[JsonSerializable(typeof(FlowFingerprint))]
internal sealed partial class FlowsJson : JsonSerializerContext;
