using Ganban.Bedrock.Jobs;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.ProvisionedThroughput;

/// <summary>Lists provisioned throughput, the newest first unless the caller wants it otherwise.</summary>
internal sealed class ListProvisionedModelThroughputsHandler(ResourceStore store)
    : IOperationHandler<ListProvisionedModelThroughputsRequest, ListProvisionedModelThroughputsResponse>
{
    private const int PageSizeDefault = 100;

    /// <inheritdoc/>
    public async Task<ListProvisionedModelThroughputsResponse> Handle(
        ListProvisionedModelThroughputsRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        if (request.StatusEquals is not null and not ProvisionedModelStatus.InService)
        {
            return new ListProvisionedModelThroughputsResponse { ProvisionedModelSummaries = [] };
        }

        var tenant = new Tenant(context.Account, context.Region);
        var query = new ListQuery
        {
            NameContains = request.NameContains,
            CreatedAfter = request.CreationTimeAfter,
            CreatedBefore = request.CreationTimeBefore,
            Sort = request.SortOrder == SortOrder.Ascending ? ListSort.CreatedAscending : ListSort.CreatedDescending,
            PageSize = request.MaxResults ?? PageSizeDefault,
            PageToken = request.NextToken,
        };
        try
        {
            var page = await FilteredPage.Read(
                store,
                tenant,
                ProvisionedModel.Kind,
                query,
                model => request.ModelArnEquals is not { } arn
                    || ProvisionedModelMapping.ModelArn(model, tenant) == arn,
                cancellationToken);
            return new ListProvisionedModelThroughputsResponse
            {
                ProvisionedModelSummaries =
                    [.. page.Items.Select(model => ProvisionedModelMapping.ToSummary(model, tenant))],
                NextToken = page.NextToken,
            };
        }
        catch (InvalidPageTokenException exception)
        {
            throw ProvisionedThroughputErrors.BadToken(exception);
        }
    }
}
