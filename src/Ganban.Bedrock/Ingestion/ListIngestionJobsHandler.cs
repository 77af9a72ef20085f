using Ganban.Bedrock.Jobs;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Ingestion;

/// <summary>Lists the ingestion jobs of a data source, the youngest first.</summary>
internal sealed class ListIngestionJobsHandler(DataSources.DataSources dataSources, ResourceStore store)
    : IOperationHandler<ListIngestionJobsRequest, ListIngestionJobsResponse>
{
    private const int PageSizeDefault = 100;

    /// <inheritdoc/>
    public async Task<ListIngestionJobsResponse> Handle(
        ListIngestionJobsRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var source = await dataSources.Get(tenant, request.KnowledgeBaseId, request.DataSourceId, cancellationToken);
        if (request.SortBy is { Attribute: IngestionJobSortByAttribute.Status })
        {
            throw KnowledgeBasesErrors.NotImplemented("sortBy with the attribute STATUS");
        }

        var wanted = request.Filters?.SelectMany(filter => filter.Values).ToHashSet(StringComparer.Ordinal);
        var query = new ListQuery
        {
            Parent = SourceDocumentRecord.ParentOf(source.Parent!, source.Id),
            Sort = request.SortBy?.Order == SortOrder.Ascending
                ? ListSort.CreatedAscending
                : ListSort.CreatedDescending,
            PageSize = request.MaxResults ?? PageSizeDefault,
            PageToken = request.NextToken,
        };
        try
        {
            var page = await FilteredPage.Read(
                store,
                tenant,
                IngestionJobRecord.Kind,
                query,
                job => wanted is null || wanted.Contains(job.Status),
                cancellationToken);
            return new ListIngestionJobsResponse
            {
                IngestionJobSummaries = [.. page.Items.Select(IngestionMapping.ToSummary)],
                NextToken = page.NextToken,
            };
        }
        catch (InvalidPageTokenException e)
        {
            throw KnowledgeBasesErrors.BadToken(e);
        }
    }
}
