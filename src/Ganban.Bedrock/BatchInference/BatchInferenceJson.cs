using System.Text.Json.Serialization;

namespace Ganban.Bedrock.BatchInference;

/// <summary>How jobs become JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BatchJob))]
[JsonSerializable(typeof(BatchFingerprint))]
internal sealed partial class BatchInferenceJson : JsonSerializerContext;
