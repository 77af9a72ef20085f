using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.ActionGroups;

/// <summary>Shows an action group of a version of an agent.</summary>
internal sealed class GetAgentActionGroupHandler(StoredAgents agents)
    : IOperationHandler<GetAgentActionGroupRequest, GetAgentActionGroupResponse>
{
    /// <inheritdoc/>
    public async Task<GetAgentActionGroupResponse> Handle(
        GetAgentActionGroupRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var agent = await agents.Get(tenant, request.AgentId, request.AgentVersion, cancellationToken);
        var group = ActionGroupMapping.Get(agent.Document, agent.Id, agent.Version, request.ActionGroupId);
        return new GetAgentActionGroupResponse { AgentActionGroup = group.ToActionGroup(agent) };
    }
}
