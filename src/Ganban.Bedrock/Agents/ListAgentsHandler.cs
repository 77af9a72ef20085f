using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents;

/// <summary>Lists agents, the youngest first.</summary>
internal sealed class ListAgentsHandler(ResourceStore store) : IOperationHandler<ListAgentsRequest, ListAgentsResponse>
{
    // The contract's most for a list of summaries.
    private const int PageSizeMax = 10;

    /// <inheritdoc/>
    public async Task<ListAgentsResponse> Handle(
        ListAgentsRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var query = new ListQuery
        {
            Version = AgentRecord.Draft,
            Sort = ListSort.CreatedDescending,
            PageSize = Math.Min(request.MaxResults ?? PageSizeMax, PageSizeMax),
            PageToken = request.NextToken,
        };
        try
        {
            var page = await store.ListAsync(tenant, AgentRecord.Kind, query, cancellationToken);
            return new ListAgentsResponse
            {
                AgentSummaries = [.. page.Items.Select(AgentMapping.ToSummary)],
                NextToken = page.NextToken,
            };
        }
        catch (InvalidPageTokenException e)
        {
            throw AgentsErrors.BadToken(e);
        }
    }
}
