using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Associations;

/// <summary>An agent's knowledge bases in the API's form.</summary>
internal static class AgentKnowledgeBaseMapping
{
    public static AgentKnowledgeBase ToKnowledgeBase(
        this AgentKnowledgeBaseRecord association, Stored<AgentRecord> agent) => new()
        {
            AgentId = agent.Id,
            AgentVersion = agent.Version,
            KnowledgeBaseId = association.Id,
            Description = association.Description,
            CreatedAt = association.CreatedAt,
            UpdatedAt = association.UpdatedAt,
            KnowledgeBaseState = association.State,
        };

    public static AgentKnowledgeBaseSummary ToSummary(this AgentKnowledgeBaseRecord association) => new()
    {
        KnowledgeBaseId = association.Id,
        Description = association.Description,
        KnowledgeBaseState = association.State,
        UpdatedAt = association.UpdatedAt,
    };

    /// <summary>The knowledge base of a version of an agent.</summary>
    /// <exception cref="ResourceNotFoundException">There is none.</exception>
    public static AgentKnowledgeBaseRecord Get(AgentRecord record, string agentId, string version, string id) =>
        record.KnowledgeBases.FirstOrDefault(association => association.Id == id)
        ?? throw AgentsErrors.NoPart(agentId, version, "knowledge base", id);
}
