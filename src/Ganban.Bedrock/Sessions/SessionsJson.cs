using System.Text.Json.Serialization;

namespace Ganban.Bedrock.Sessions;

/// <summary>How stored sessions become JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SessionRecord))]
[JsonSerializable(typeof(InvocationRecord))]
[JsonSerializable(typeof(StepRecord))]
[JsonSerializable(typeof(StepPayload))]
internal sealed partial class SessionsJson : JsonSerializerContext;
