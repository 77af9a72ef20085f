using System.Text.Json.Serialization;

namespace Ganban.Bedrock.Jobs;

/// <summary>How queued jobs become JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(QueuedJob))]
internal sealed partial class JobsJson : JsonSerializerContext;
