using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Associations;

/// <summary>Lists the knowledge bases of a version of an agent, the oldest first.</summary>
internal sealed class ListAgentKnowledgeBasesHandler(StoredAgents agents)
    : IOperationHandler<ListAgentKnowledgeBasesRequest, ListAgentKnowledgeBasesResponse>
{
    /// <inheritdoc/>
    public async Task<ListAgentKnowledgeBasesResponse> Handle(
        ListAgentKnowledgeBasesRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var agent = await agents.Get(tenant, request.AgentId, request.AgentVersion, cancellationToken);
        var page = ItemPage<AgentKnowledgeBaseRecord>.Cut(
            agent.Document.KnowledgeBases,
            association => (association.CreatedAt, association.Id),
            request.MaxResults,
            request.NextToken);
        return new ListAgentKnowledgeBasesResponse
        {
            AgentKnowledgeBaseSummaries = [.. page.Items.Select(AgentKnowledgeBaseMapping.ToSummary)],
            NextToken = page.NextToken,
        };
    }
}
