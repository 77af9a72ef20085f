using System.Text.Json.Serialization;

namespace Ganban.Bedrock.InvocationLogging;

/// <summary>How settings become JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LoggingSetting))]
internal sealed partial class InvocationLoggingJson : JsonSerializerContext;
