using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Collaboration;

/// <summary>Takes a collaborator from an agent's draft.</summary>
internal sealed class DisassociateAgentCollaboratorHandler(StoredAgents agents)
    : IOperationHandler<DisassociateAgentCollaboratorRequest, DisassociateAgentCollaboratorResponse>
{
    /// <inheritdoc/>
    public async Task<DisassociateAgentCollaboratorResponse> Handle(
        DisassociateAgentCollaboratorRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        await agents.Change(tenant, request.AgentId, Remove, cancellationToken);
        return new DisassociateAgentCollaboratorResponse();

        AgentRecord Remove(AgentRecord record)
        {
            var present = CollaboratorMapping.Get(
                record, request.AgentId, AgentRecord.Draft, request.CollaboratorId);
            return record with { Collaborators = [.. record.Collaborators.Where(other => other.Id != present.Id)] };
        }
    }
}
