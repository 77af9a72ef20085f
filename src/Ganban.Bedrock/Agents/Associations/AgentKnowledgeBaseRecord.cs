using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Agents.Associations;

/// <summary>A knowledge base that an agent can search, as it is stored within the agent.</summary>
/// <param name="Id">The knowledge base.</param>
/// <param name="Description">When the agent is to search it.</param>
/// <param name="State">Whether the agent uses it: one of <see cref="KnowledgeBaseState"/>.</param>
/// <param name="CreatedAt">When it was associated.</param>
/// <param name="UpdatedAt">When that was changed last.</param>
internal sealed record AgentKnowledgeBaseRecord(
    string Id, string Description, string State, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
