using System.Text.Json.Serialization;

namespace Ganban.Bedrock.InferenceProfiles;

/// <summary>How stored inference profiles become JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ApplicationInferenceProfile))]
[JsonSerializable(typeof(ProfileFingerprint))]
internal sealed partial class InferenceProfilesJson : JsonSerializerContext;
