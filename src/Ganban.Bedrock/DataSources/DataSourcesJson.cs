using System.Text.Json.Serialization;

namespace Ganban.Bedrock.DataSources;

/// <summary>How stored data sources become JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DataSourceRecord))]
[JsonSerializable(typeof(DataSourceFingerprint))]
internal sealed partial class DataSourcesJson : JsonSerializerContext;
