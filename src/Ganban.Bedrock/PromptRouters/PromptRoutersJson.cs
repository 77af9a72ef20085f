using System.Text.Json.Serialization;

namespace Ganban.Bedrock.PromptRouters;

/// <summary>How stored prompt routers become JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PromptRouter))]
[JsonSerializable(typeof(RouterFingerprint))]
internal sealed partial class PromptRoutersJson : JsonSerializerContext;
