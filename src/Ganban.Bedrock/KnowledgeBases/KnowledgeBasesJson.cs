using System.Text.Json.Serialization;

namespace Ganban.Bedrock.KnowledgeBases;

/// <summary>How stored knowledge bases become JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KnowledgeBaseRecord))]
[JsonSerializable(typeof(KnowledgeBaseFingerprint))]
internal sealed partial class KnowledgeBasesJson : JsonSerializerContext;
