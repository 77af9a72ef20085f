using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.ActionGroups;

/// <summary>Lists the action groups of a version of an agent, the oldest first.</summary>
internal sealed class ListAgentActionGroupsHandler(StoredAgents agents)
    : IOperationHandler<ListAgentActionGroupsRequest, ListAgentActionGroupsResponse>
{
    /// <inheritdoc/>
    public async Task<ListAgentActionGroupsResponse> Handle(
        ListAgentActionGroupsRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var agent = await agents.Get(tenant, request.AgentId, request.AgentVersion, cancellationToken);
        var page = ItemPage<ActionGroupRecord>.Cut(
            agent.Document.ActionGroups,
            group => (group.CreatedAt, group.Id),
            request.MaxResults,
            request.NextToken);
        return new ListAgentActionGroupsResponse
        {
            ActionGroupSummaries = [.. page.Items.Select(ActionGroupMapping.ToSummary)],
            NextToken = page.NextToken,
        };
    }
}
