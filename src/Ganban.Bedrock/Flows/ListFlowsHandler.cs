using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows;

/// <summary>Lists the drafts of all flows, the youngest first.</summary>
internal sealed class ListFlowsHandler(ResourceStore store) : IOperationHandler<ListFlowsRequest, ListFlowsResponse>
{
    // The contract's most for a list of summaries.
    private const int PageSizeMax = 10;

    /// <inheritdoc/>
    public async Task<ListFlowsResponse> Handle(
        ListFlowsRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var query = new ListQuery
        {
            Sort = ListSort.CreatedDescending,
            Version = FlowDocument.Draft,
            PageSize = Math.Min(request.MaxResults ?? PageSizeMax, PageSizeMax),
            PageToken = request.NextToken,
        };
        try
        {
            var page = await store.ListAsync(tenant, FlowDocument.Kind, query, cancellationToken);
            return new ListFlowsResponse
            {
                FlowSummaries = [.. page.Items.Select(flow => Summary(flow, tenant))],
                NextToken = page.NextToken,
            };
        }
        catch (InvalidPageTokenException e)
        {
            throw FlowsErrors.BadToken(e);
        }
    }

    private static FlowSummary Summary(Stored<FlowDocument> flow, Tenant tenant) => new()
    {
        Name = flow.Name!,
        Description = flow.Document.Description,
        Id = flow.Id,
        Arn = StoredFlows.Arn(tenant, flow.Id),
        Status = flow.Document.Status,
        Version = flow.Version,
        CreatedAt = flow.CreatedAt,
        UpdatedAt = flow.UpdatedAt,
    };
}
