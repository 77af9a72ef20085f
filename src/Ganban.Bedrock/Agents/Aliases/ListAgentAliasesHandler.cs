using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Aliases;

/// <summary>Lists the aliases of an agent, the youngest first.</summary>
internal sealed class ListAgentAliasesHandler(StoredAgents agents, ResourceStore store)
    : IOperationHandler<ListAgentAliasesRequest, ListAgentAliasesResponse>
{
    // The contract's most for a list of summaries.
    private const int PageSizeMax = 10;

    /// <inheritdoc/>
    public async Task<ListAgentAliasesResponse> Handle(
        ListAgentAliasesRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var draft = await agents.GetDraft(tenant, request.AgentId, cancellationToken);
        var query = new ListQuery
        {
            Parent = draft.Id,
            Sort = ListSort.CreatedDescending,
            PageSize = Math.Min(request.MaxResults ?? PageSizeMax, PageSizeMax),
            PageToken = request.NextToken,
        };
        try
        {
            var page = await store.ListAsync(tenant, AgentAliasRecord.Kind, query, cancellationToken);
            return new ListAgentAliasesResponse
            {
                AgentAliasSummaries = [.. page.Items.Select(AgentAliasMapping.ToSummary)],
                NextToken = page.NextToken,
            };
        }
        catch (InvalidPageTokenException e)
        {
            throw AgentsErrors.BadToken(e);
        }
    }
}
