using System.Text.Json.Serialization;

namespace Ganban.Bedrock.AsyncInvocation;

/// <summary>How asynchronous invocations become JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AsyncInvocation))]
[JsonSerializable(typeof(AsyncFingerprint))]
internal sealed partial class AsyncInvocationJson : JsonSerializerContext;
