using Ganban.Storage;

namespace Ganban.Bedrock.Jobs;

/// <summary>Pages of a list that is filtered by what the store can't filter by, such as a status.</summary>
internal static class FilteredPage
{
    private const int ReadsMax = 50;

    /// <summary>
    /// Reads until the page is full or the list ends; after <see cref="ReadsMax"/> reads of the store the page may be
    /// shorter and others still follow.
    /// </summary>
    public static async Task<Page<T>> Read<T>(
        ResourceStore store,
        Tenant tenant,
        DocumentKind<T> kind,
        ListQuery query,
        Func<T, bool> filter,
        CancellationToken cancellationToken)
        where T : class
    {
        var items = new List<Stored<T>>();
        var token = query.PageToken;
        for (var reads = 0; reads < ReadsMax; reads++)
        {
            // A page of the rest's size: what it holds beyond the filter is never more than fits.
            var rest = query with { PageSize = query.PageSize - items.Count, PageToken = token };
            var page = await store.ListAsync(tenant, kind, rest, cancellationToken);
            items.AddRange(page.Items.Where(item => filter(item.Document)));
            token = page.NextToken;
            if (token is null || items.Count == query.PageSize)
            {
                break;
            }
        }

        return new Page<T>(items, token);
    }
}
