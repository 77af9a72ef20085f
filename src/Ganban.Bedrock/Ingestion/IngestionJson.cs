using System.Text.Json.Serialization;

namespace Ganban.Bedrock.Ingestion;

/// <summary>How stored jobs and documents become JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IngestionJobRecord))]
[JsonSerializable(typeof(SourceDocumentRecord))]
[JsonSerializable(typeof(DatabaseSchema))]
internal sealed partial class IngestionJson : JsonSerializerContext;
