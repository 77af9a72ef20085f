using System.Text.Json.Serialization;
using Ganban.Bedrock.InferenceProfiles;

namespace Ganban.Bedrock.FoundationModels;

/// <summary>How the catalog's files are read. An unknown key is an error: a misspelt fact must not vanish.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(CatalogFile))]
[JsonSerializable(typeof(GeographyFile))]
internal sealed partial class CatalogJson : JsonSerializerContext;
