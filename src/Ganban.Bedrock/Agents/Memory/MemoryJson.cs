using System.Text.Json.Serialization;

namespace Ganban.Bedrock.Agents.Memory;

/// <summary>How memories become JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MemoryRecord))]
internal sealed partial class MemoryJson : JsonSerializerContext;
