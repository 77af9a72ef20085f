using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents;

/// <summary>Lists an agent's draft and versions, the youngest first.</summary>
internal sealed class ListAgentVersionsHandler(StoredAgents agents, ResourceStore store)
    : IOperationHandler<ListAgentVersionsRequest, ListAgentVersionsResponse>
{
    // The contract's most for a list of summaries.
    private const int PageSizeMax = 10;

    /// <inheritdoc/>
    public async Task<ListAgentVersionsResponse> Handle(
        ListAgentVersionsRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var draft = await agents.GetDraft(tenant, request.AgentId, cancellationToken);
        var query = new ListQuery
        {
            Id = draft.Id,
            Sort = ListSort.CreatedDescending,
            PageSize = Math.Min(request.MaxResults ?? PageSizeMax, PageSizeMax),
            PageToken = request.NextToken,
        };
        try
        {
            var page = await store.ListAsync(tenant, AgentRecord.Kind, query, cancellationToken);
            return new ListAgentVersionsResponse
            {
                AgentVersionSummaries = [.. page.Items.Select(AgentMapping.ToVersionSummary)],
                NextToken = page.NextToken,
            };
        }
        catch (InvalidPageTokenException e)
        {
            throw AgentsErrors.BadToken(e);
        }
    }
}
