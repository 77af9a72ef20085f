using System.Text.Json.Serialization;

namespace Ganban.Bedrock.Agents.Memory;

/// <summary>How memories become JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MemoryRecord))]
[JsonSerializable(typeof(WatchedMemory))]
internal sealed partial class MemoryJson : JsonSerializerContext;
