using System.Text.Json.Serialization;

namespace Ganban.Bedrock.ProvisionedThroughput;

/// <summary>How stored provisioned throughput becomes JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProvisionedModel))]
[JsonSerializable(typeof(ProvisionedFingerprint))]
internal sealed partial class ProvisionedThroughputJson : JsonSerializerContext;
