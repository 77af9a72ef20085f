using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows;

/// <summary>Lists the versions of a flow, the youngest first.</summary>
internal sealed class ListFlowVersionsHandler(StoredFlows flows, ResourceStore store)
    : IOperationHandler<ListFlowVersionsRequest, ListFlowVersionsResponse>
{
    // The contract's most for a list of summaries.
    private const int PageSizeMax = 10;

    /// <inheritdoc/>
    public async Task<ListFlowVersionsResponse> Handle(
        ListFlowVersionsRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var draft = await flows.GetDraft(tenant, request.FlowIdentifier, cancellationToken);
        var query = new ListQuery
        {
            Sort = ListSort.CreatedDescending,
            Id = draft.Id,
            PageSize = Math.Min(request.MaxResults ?? PageSizeMax, PageSizeMax),
            PageToken = request.NextToken,
        };
        try
        {
            // The draft, which is the oldest, is not in the list.
            var page = await store.ListAsync(tenant, FlowDocument.Kind, query, cancellationToken);
            return new ListFlowVersionsResponse
            {
                FlowVersionSummaries =
                [
                    .. page.Items
                        .Where(flow => flow.Version != FlowDocument.Draft)
                        .Select(flow => Summary(flow, tenant)),
                ],
                NextToken = page.NextToken,
            };
        }
        catch (InvalidPageTokenException e)
        {
            throw FlowsErrors.BadToken(e);
        }
    }

    private static FlowVersionSummary Summary(Stored<FlowDocument> flow, Tenant tenant) => new()
    {
        Id = flow.Id,
        Arn = StoredFlows.Arn(tenant, flow.Id),
        Status = flow.Document.Status,
        Version = flow.Version,
        CreatedAt = flow.CreatedAt,
    };
}
