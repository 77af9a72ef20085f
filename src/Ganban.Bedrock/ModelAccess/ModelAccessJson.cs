using System.Text.Json.Serialization;

namespace Ganban.Bedrock.ModelAccess;

/// <summary>How agreements and forms become JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ModelAgreement))]
[JsonSerializable(typeof(UseCaseForm))]
internal sealed partial class ModelAccessJson : JsonSerializerContext;
