using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Collaboration;

/// <summary>Collaborators in the API's form.</summary>
internal static class CollaboratorMapping
{
    public static AgentCollaborator ToCollaborator(this CollaboratorRecord collaborator, Stored<AgentRecord> agent) =>
        new()
        {
            AgentId = agent.Id,
            AgentVersion = agent.Version,
            AgentDescriptor = new AgentDescriptor { AliasArn = collaborator.AliasArn },
            CollaboratorId = collaborator.Id,
            CollaborationInstruction = collaborator.Instruction,
            CollaboratorName = collaborator.Name,
            CreatedAt = collaborator.CreatedAt,
            LastUpdatedAt = collaborator.UpdatedAt,
            RelayConversationHistory = collaborator.RelaysHistory,
            ClientToken = collaborator.ClientToken,
        };

    public static AgentCollaboratorSummary ToSummary(
        this CollaboratorRecord collaborator, Stored<AgentRecord> agent) => new()
        {
            AgentId = agent.Id,
            AgentVersion = agent.Version,
            CollaboratorId = collaborator.Id,
            AgentDescriptor = new AgentDescriptor { AliasArn = collaborator.AliasArn },
            CollaborationInstruction = collaborator.Instruction,
            RelayConversationHistory = collaborator.RelaysHistory,
            CollaboratorName = collaborator.Name,
            CreatedAt = collaborator.CreatedAt,
            LastUpdatedAt = collaborator.UpdatedAt,
        };

    /// <summary>The collaborator of a version of an agent.</summary>
    /// <exception cref="ResourceNotFoundException">There is none.</exception>
    public static CollaboratorRecord Get(AgentRecord record, string agentId, string version, string id) =>
        record.Collaborators.FirstOrDefault(collaborator => collaborator.Id == id)
        ?? throw AgentsErrors.NoPart(agentId, version, "collaborator", id);
}
