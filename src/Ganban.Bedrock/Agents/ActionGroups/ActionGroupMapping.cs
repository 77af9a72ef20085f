using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.ActionGroups;

/// <summary>Action groups in the API's form.</summary>
internal static class ActionGroupMapping
{
    public static AgentActionGroup ToActionGroup(this ActionGroupRecord group, Stored<AgentRecord> agent) => new()
    {
        AgentId = agent.Id,
        AgentVersion = agent.Version,
        ActionGroupId = group.Id,
        ActionGroupName = group.Content.Name,
        ClientToken = group.ClientToken,
        Description = group.Content.Description,
        CreatedAt = group.CreatedAt,
        UpdatedAt = group.UpdatedAt,
        ParentActionSignature = group.Content.Signature,
        ParentActionGroupSignatureParams = group.Content.SignatureParams,
        ActionGroupExecutor = group.Content.ReadExecutor(),
        ApiSchema = group.Content.ReadApiSchema(),
        FunctionSchema = group.Content.ReadFunctionSchema(),
        ActionGroupState = group.Content.State,
    };

    public static ActionGroupSummary ToSummary(this ActionGroupRecord group) => new()
    {
        ActionGroupId = group.Id,
        ActionGroupName = group.Content.Name,
        ActionGroupState = group.Content.State,
        Description = group.Content.Description,
        UpdatedAt = group.UpdatedAt,
    };

    /// <summary>The action group of a version of an agent.</summary>
    /// <exception cref="ResourceNotFoundException">There is none.</exception>
    public static ActionGroupRecord Get(AgentRecord record, string agentId, string version, string id) =>
        record.ActionGroups.FirstOrDefault(group => group.Id == id)
        ?? throw AgentsErrors.NoPart(agentId, version, "action group", id);
}
