using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Associations;

/// <summary>Takes a knowledge base from an agent's draft.</summary>
internal sealed class DisassociateAgentKnowledgeBaseHandler(StoredAgents agents)
    : IOperationHandler<DisassociateAgentKnowledgeBaseRequest, DisassociateAgentKnowledgeBaseResponse>
{
    /// <inheritdoc/>
    public async Task<DisassociateAgentKnowledgeBaseResponse> Handle(
        DisassociateAgentKnowledgeBaseRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        await agents.Change(tenant, request.AgentId, Remove, cancellationToken);
        return new DisassociateAgentKnowledgeBaseResponse();

        AgentRecord Remove(AgentRecord record)
        {
            var present = AgentKnowledgeBaseMapping.Get(
                record, request.AgentId, AgentRecord.Draft, request.KnowledgeBaseId);
            return record with { KnowledgeBases = [.. record.KnowledgeBases.Where(other => other != present)] };
        }
    }
}
