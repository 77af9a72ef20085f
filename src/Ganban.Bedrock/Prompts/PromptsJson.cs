using System.Text.Json.Serialization;

namespace Ganban.Bedrock.Prompts;

/// <summary>How stored prompts become JSON.</summary>
[JsonSourceGenerationOptions(
    MaxDepth = 256,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PromptDocument))]
[JsonSerializable(typeof(PromptFingerprint))]
internal sealed partial class PromptsJson : JsonSerializerContext;
