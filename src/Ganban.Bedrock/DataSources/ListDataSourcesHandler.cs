using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.DataSources;

/// <summary>Lists the data sources of a knowledge base, the youngest first.</summary>
internal sealed class ListDataSourcesHandler(KnowledgeBases.KnowledgeBases knowledgeBases, ResourceStore store)
    : IOperationHandler<ListDataSourcesRequest, ListDataSourcesResponse>
{
    private const int PageSizeDefault = 100;

    /// <inheritdoc/>
    public async Task<ListDataSourcesResponse> Handle(
        ListDataSourcesRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var parent = await knowledgeBases.Get(tenant, request.KnowledgeBaseId, cancellationToken);
        var query = new ListQuery
        {
            Parent = parent.Id,
            Sort = ListSort.CreatedDescending,
            PageSize = request.MaxResults ?? PageSizeDefault,
            PageToken = request.NextToken,
        };
        try
        {
            var page = await store.ListAsync(tenant, DataSourceRecord.Kind, query, cancellationToken);
            return new ListDataSourcesResponse
            {
                DataSourceSummaries = [.. page.Items.Select(DataSourceMapping.ToSummary)],
                NextToken = page.NextToken,
            };
        }
        catch (InvalidPageTokenException e)
        {
            throw KnowledgeBasesErrors.BadToken(e);
        }
    }
}
