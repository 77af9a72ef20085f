using Ganban.Bedrock.Flows.Invocation;
using Ganban.Bedrock.Jobs;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows.Executions;

/// <summary>Lists the executions of a flow, the youngest first.</summary>
internal sealed class ListFlowExecutionsHandler(StoredFlows flows, ResourceStore store)
    : IOperationHandler<ListFlowExecutionsRequest, ListFlowExecutionsResponse>
{
    // The contract's most for a list of summaries.
    private const int PageSizeMax = 10;

    /// <inheritdoc/>
    public async Task<ListFlowExecutionsResponse> Handle(
        ListFlowExecutionsRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var flow = await flows.Find(tenant, request.FlowIdentifier, FlowDocument.Draft, cancellationToken)
            ?? throw FlowRunErrors.NoFlow(request.FlowIdentifier);
        var alias = request.FlowAliasIdentifier is { } identifier
            ? await flows.FindAlias(tenant, flow, identifier, cancellationToken)
                ?? throw FlowRunErrors.NoAlias(flow.Id, identifier)
            : null;
        var query = new ListQuery
        {
            Sort = ListSort.CreatedDescending,
            Parent = flow.Id,
            PageSize = Math.Min(request.MaxResults ?? PageSizeMax, PageSizeMax),
            PageToken = request.NextToken,
        };
        try
        {
            var page = await FilteredPage.Read(
                store,
                tenant,
                FlowExecutionRecord.Kind,
                query,
                execution => alias is null || execution.Alias == alias.Id,
                cancellationToken);
            return new ListFlowExecutionsResponse
            {
                FlowExecutionSummaries = [.. page.Items.Select(execution => Summary(execution, tenant))],
                NextToken = page.NextToken,
            };
        }
        catch (InvalidPageTokenException e)
        {
            throw FlowRunErrors.BadToken(e);
        }
    }

    private static FlowExecutionSummary Summary(Stored<FlowExecutionRecord> execution, Tenant tenant) => new()
    {
        ExecutionArn = FlowExecutions.Arn(tenant, execution),
        FlowIdentifier = execution.Parent!,
        FlowAliasIdentifier = execution.Document.Alias,
        FlowVersion = execution.Document.FlowVersion,
        Status = execution.Document.Status,
        CreatedAt = execution.CreatedAt,
        EndedAt = execution.Document.EndedAt,
    };
}
