using System.Text.Json.Serialization;
using Ganban.Functions.Events;

namespace Ganban.Functions.Records;

/// <summary>How stored functions become JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FunctionRecord))]
[JsonSerializable(typeof(AliasRecord))]
[JsonSerializable(typeof(QueuedEvent))]
internal sealed partial class FunctionsJson : JsonSerializerContext;
