using System.Globalization;
using Ganban.Bedrock.Jobs;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Ingestion;

/// <summary>Lists the ingestion jobs of a data source, the youngest first, or by status.</summary>
internal sealed class ListIngestionJobsHandler(DataSources.DataSources dataSources, ResourceStore store)
    : IOperationHandler<ListIngestionJobsRequest, ListIngestionJobsResponse>
{
    private const int PageSizeDefault = 100;

    private static readonly string[] Statuses =
    [
        IngestionJobStatus.Complete, IngestionJobStatus.Failed, IngestionJobStatus.InProgress,
        IngestionJobStatus.Starting, IngestionJobStatus.Stopped, IngestionJobStatus.Stopping,
    ];

    /// <inheritdoc/>
    public async Task<ListIngestionJobsResponse> Handle(
        ListIngestionJobsRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var source = await dataSources.Get(tenant, request.KnowledgeBaseId, request.DataSourceId, cancellationToken);
        var wanted = request.Filters?.SelectMany(filter => filter.Values).ToHashSet(StringComparer.Ordinal);
        var isAscending = request.SortBy?.Order == SortOrder.Ascending;
        var query = new ListQuery
        {
            Parent = SourceDocumentRecord.ParentOf(source.Parent!, source.Id),
            Sort = isAscending ? ListSort.CreatedAscending : ListSort.CreatedDescending,
            PageSize = request.MaxResults ?? PageSizeDefault,
            PageToken = request.NextToken,
        };
        bool IsWanted(string status) => wanted is null || wanted.Contains(status);
        try
        {
            var page = request.SortBy is { Attribute: IngestionJobSortByAttribute.Status }
                ? await ByStatus(tenant, query, isAscending, IsWanted, cancellationToken)
                : await Page(tenant, query, IsWanted, cancellationToken);
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

    private Task<Page<IngestionJobRecord>> Page(
        Tenant tenant, ListQuery query, Func<string, bool> isWanted, CancellationToken cancellationToken) =>
        FilteredPage.Read(
            store, tenant, IngestionJobRecord.Kind, query, job => isWanted(job.Status), cancellationToken);

    // One list a status, one behind the other; a page ends where a list does, and its token names the list.
    private async Task<Page<IngestionJobRecord>> ByStatus(
        Tenant tenant,
        ListQuery query,
        bool isAscending,
        Func<string, bool> isWanted,
        CancellationToken cancellationToken)
    {
        var statuses = isAscending ? Statuses : [.. Statuses.Reverse()];
        var (at, token) = (0, (string?)null);
        if (query.PageToken is { } given)
        {
            var parts = given.Split('.', 2);
            at = int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number < statuses.Length
                ? number
                : throw new InvalidPageTokenException();
            token = parts is [_, { Length: > 0 } rest] ? rest : null;
        }

        while (true)
        {
            var status = statuses[at];
            var page = await Page(
                tenant,
                query with { PageToken = token },
                found => found == status && isWanted(found),
                cancellationToken);
            token = page.NextToken;
            at += token is null ? 1 : 0;
            if (page.Items.Count > 0 || token is not null || at == statuses.Length)
            {
                var next = string.Create(CultureInfo.InvariantCulture, $"{at}.{token}");
                return page with { NextToken = at == statuses.Length ? null : next };
            }
        }
    }
}
