using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows;

/// <summary>Lists the aliases of a flow, the youngest first; that of the draft is not in the list.</summary>
internal sealed class ListFlowAliasesHandler(StoredFlows flows, ResourceStore store)
    : IOperationHandler<ListFlowAliasesRequest, ListFlowAliasesResponse>
{
    // The contract's most for a list of summaries.
    private const int PageSizeMax = 10;

    /// <inheritdoc/>
    public async Task<ListFlowAliasesResponse> Handle(
        ListFlowAliasesRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var flow = await flows.GetDraft(tenant, request.FlowIdentifier, cancellationToken);
        var query = new ListQuery
        {
            Sort = ListSort.CreatedDescending,
            Parent = flow.Id,
            PageSize = Math.Min(request.MaxResults ?? PageSizeMax, PageSizeMax),
            PageToken = request.NextToken,
        };
        try
        {
            var page = await store.ListAsync(tenant, FlowAliasDocument.Kind, query, cancellationToken);
            return new ListFlowAliasesResponse
            {
                FlowAliasSummaries = [.. page.Items.Select(alias => Summary(alias, flow.Id, tenant))],
                NextToken = page.NextToken,
            };
        }
        catch (InvalidPageTokenException e)
        {
            throw FlowsErrors.BadToken(e);
        }
    }

    private static FlowAliasSummary Summary(Stored<FlowAliasDocument> alias, string flow, Tenant tenant) => new()
    {
        Name = alias.Name!,
        Description = alias.Document.Description,
        RoutingConfiguration = alias.Document.Routing(),
        ConcurrencyConfiguration = alias.Document.Concurrency(),
        FlowId = flow,
        Id = alias.Id,
        Arn = StoredFlows.AliasArn(tenant, flow, alias.Id),
        CreatedAt = alias.CreatedAt,
        UpdatedAt = alias.UpdatedAt,
    };
}
