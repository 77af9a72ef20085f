using System.Text.Json.Serialization;

namespace Ganban.Bedrock.Flows.Executions;

/// <summary>How stored executions, and what is written of them, become JSON.</summary>
[JsonSourceGenerationOptions(
    MaxDepth = 256,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FlowExecutionRecord))]
[JsonSerializable(typeof(JournalEntry))]
internal sealed partial class FlowExecutionsJson : JsonSerializerContext;
