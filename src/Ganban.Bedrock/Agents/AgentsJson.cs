using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Ganban.Bedrock.Agents.ActionGroups;
using Ganban.Bedrock.Agents.Aliases;
using Ganban.Bedrock.Agents.Collaboration;

namespace Ganban.Bedrock.Agents;

/// <summary>How stored agents become JSON.</summary>
[JsonSourceGenerationOptions(
    MaxDepth = 256,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AgentRecord))]
[JsonSerializable(typeof(AgentAliasRecord))]
[JsonSerializable(typeof(AgentFingerprint))]
[JsonSerializable(typeof(ActionGroupContent))]
[JsonSerializable(typeof(CollaboratorRecord))]
[JsonSerializable(typeof(JsonNode))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class AgentsJson : JsonSerializerContext;
