using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Associations;

/// <summary>Shows a knowledge base of a version of an agent.</summary>
internal sealed class GetAgentKnowledgeBaseHandler(StoredAgents agents)
    : IOperationHandler<GetAgentKnowledgeBaseRequest, GetAgentKnowledgeBaseResponse>
{
    /// <inheritdoc/>
    public async Task<GetAgentKnowledgeBaseResponse> Handle(
        GetAgentKnowledgeBaseRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var agent = await agents.Get(tenant, request.AgentId, request.AgentVersion, cancellationToken);
        var association = AgentKnowledgeBaseMapping.Get(
            agent.Document, agent.Id, agent.Version, request.KnowledgeBaseId);
        return new GetAgentKnowledgeBaseResponse { AgentKnowledgeBase = association.ToKnowledgeBase(agent) };
    }
}
