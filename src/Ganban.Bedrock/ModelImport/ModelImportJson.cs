using System.Text.Json.Serialization;

namespace Ganban.Bedrock.ModelImport;

/// <summary>How imported models and their jobs become JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ImportedModel))]
[JsonSerializable(typeof(ModelImportJob))]
[JsonSerializable(typeof(ModelImportFingerprint))]
internal sealed partial class ModelImportJson : JsonSerializerContext;
