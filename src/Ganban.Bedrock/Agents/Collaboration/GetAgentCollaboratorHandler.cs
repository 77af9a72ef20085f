using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Collaboration;

/// <summary>Shows a collaborator of a version of an agent.</summary>
internal sealed class GetAgentCollaboratorHandler(StoredAgents agents)
    : IOperationHandler<GetAgentCollaboratorRequest, GetAgentCollaboratorResponse>
{
    /// <inheritdoc/>
    public async Task<GetAgentCollaboratorResponse> Handle(
        GetAgentCollaboratorRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var agent = await agents.Get(tenant, request.AgentId, request.AgentVersion, cancellationToken);
        var collaborator = CollaboratorMapping.Get(agent.Document, agent.Id, agent.Version, request.CollaboratorId);
        return new GetAgentCollaboratorResponse { AgentCollaborator = collaborator.ToCollaborator(agent) };
    }
}
