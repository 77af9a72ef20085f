using System.Text.Json.Serialization;

namespace Ganban.Bedrock.Costs;

/// <summary>How sums become JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProvisionedTerm))]
[JsonSerializable(typeof(SpendSum))]
internal sealed partial class CostsJson : JsonSerializerContext;
