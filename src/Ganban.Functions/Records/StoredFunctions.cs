using Ganban.Storage;

namespace Ganban.Functions.Records;

/// <summary>The functions of all tenants.</summary>
public sealed class StoredFunctions(ResourceStore store)
{
    private const int VersionCharactersMax = 10; // as many as an int has

    /// <summary>Finds a function, or the version of it that a number or an alias means.</summary>
    /// <returns>Null if the function, the version or the alias is not there.</returns>
    public async Task<Stored<FunctionRecord>?> Find(
        FunctionReference function, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(function);
        var version = function.Qualifier;
        if (version is not null && FunctionReference.IsAlias(version))
        {
            var alias = await FindAlias(function, version, cancellationToken);
            if (alias is null)
            {
                return null;
            }

            version = alias.Document.FunctionVersion;
        }

        return version?.Length > VersionCharactersMax ? null : await store.GetAsync(
            function.Tenant,
            FunctionRecord.Kind,
            function.Name,
            version is null or FunctionReference.Latest ? "" : version,
            cancellationToken);
    }

    /// <summary>An alias of a function, or null.</summary>
    public Task<Stored<AliasRecord>?> FindAlias(
        FunctionReference function, string alias, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(function);
        return store.GetAsync(
            function.Tenant, AliasRecord.Kind, AliasRecord.Id(function.Name, alias), cancellationToken);
    }

    /// <summary>All aliases of a function.</summary>
    public IAsyncEnumerable<Stored<AliasRecord>> Aliases(
        FunctionReference function, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(function);
        return store.ListAllAsync(
            function.Tenant, AliasRecord.Kind, new ListQuery { Parent = function.Name }, cancellationToken);
    }

    /// <summary>A function with all its versions.</summary>
    public IAsyncEnumerable<Stored<FunctionRecord>> Versions(
        FunctionReference function, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(function);
        return store.ListAllAsync(
            function.Tenant, FunctionRecord.Kind, new ListQuery { Id = function.Name }, cancellationToken);
    }

    /// <summary>All functions and versions of a tenant.</summary>
    public IAsyncEnumerable<Stored<FunctionRecord>> All(Tenant tenant, CancellationToken cancellationToken) =>
        store.ListAllAsync(tenant, FunctionRecord.Kind, new ListQuery(), cancellationToken);
}
