using Ganban.Storage;

namespace Ganban.Functions.Records;

/// <summary>The functions of all tenants.</summary>
public sealed class StoredFunctions(ResourceStore store)
{
    private const int PageSize = 1000;

    /// <summary>Finds a function, or a version of it.</summary>
    /// <param name="tenant">The owner.</param>
    /// <param name="name">Its name.</param>
    /// <param name="qualifier">A version's number; null or <c>$LATEST</c> for the changeable one.</param>
    /// <param name="cancellationToken">Cancels waiting for the store.</param>
    public Task<Stored<FunctionRecord>?> Find(
        Tenant tenant, string name, string? qualifier, CancellationToken cancellationToken) =>
        store.GetAsync(
            tenant,
            FunctionRecord.Kind,
            name,
            qualifier is null or FunctionReference.Latest ? "" : qualifier,
            cancellationToken);

    /// <summary>All functions and versions of a tenant.</summary>
    public async Task<IReadOnlyList<Stored<FunctionRecord>>> All(Tenant tenant, CancellationToken cancellationToken)
    {
        var all = new List<Stored<FunctionRecord>>();
        string? token = null;
        do
        {
            var query = new ListQuery { PageSize = PageSize, PageToken = token };
            var page = await store.ListAsync(tenant, FunctionRecord.Kind, query, cancellationToken);
            all.AddRange(page.Items);
            token = page.NextToken;
        }
        while (token is not null);
        return all;
    }
}
