using System.Text.Json;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.FoundationModels;
using Ganban.Storage.OpenSearch;
using Ganban.Storage.Postgres;
using Ganban.Storage.Vectors;

namespace Ganban.Server.Hosting;

/// <summary>
/// Every index in the store where it is: the user's own that the settings know by its ARN, or the server's. A table is
/// never put into the server's store in silence, and nobody reaches the store of another account.
/// </summary>
internal sealed class RoutedVectorStore : IVectorStore, IAsyncDisposable
{
    private readonly IVectorStore _embedded;
    private readonly IReadOnlyList<(ModelPattern Arn, IVectorStore Store)> _own;

    public RoutedVectorStore(IVectorStore embedded, IEnumerable<VectorStoreSettings> settings, TimeProvider clock)
    {
        _embedded = embedded;
        _own = [.. settings.Select(store => (new ModelPattern(store.Arn), Open(store, clock)))];
    }

    /// <inheritdoc/>
    public async Task Check(VectorIndex index, int? dimensions, CancellationToken cancellationToken)
    {
        var (store, place) = Route(index);
        await store.Check(place, dimensions, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task Put(VectorIndex index, VectorDocument document, CancellationToken cancellationToken)
    {
        var (store, place) = Route(index);
        await store.Put(place, document, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> Describe(
        VectorIndex index,
        string document,
        IReadOnlyDictionary<string, JsonElement> metadata,
        CancellationToken cancellationToken)
    {
        var (store, place) = Route(index);
        return await store.Describe(place, document, metadata, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> Delete(VectorIndex index, string document, CancellationToken cancellationToken)
    {
        var (store, place) = Route(index);
        return await store.Delete(place, document, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task Delete(
        VectorIndex index, IReadOnlyList<string> documents, CancellationToken cancellationToken)
    {
        var (store, place) = Route(index);
        await store.Delete(place, documents, cancellationToken);
    }

    /// <summary>
    /// Deletes an index of the server's store. In a user's own, what is left when its documents were deleted was to be
    /// retained.
    /// </summary>
    public Task Drop(VectorIndex index, CancellationToken cancellationToken) =>
        _embedded.Drop(index with { Place = null }, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<VectorMatch>> Search(
        VectorIndex index, VectorQuery query, CancellationToken cancellationToken)
    {
        var (store, place) = Route(index);
        return await store.Search(place, query, cancellationToken);
    }

    /// <summary>Closes all stores.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var store in _own.Select(own => own.Store).Append(_embedded))
        {
            if (store is IAsyncDisposable slow)
            {
                await slow.DisposeAsync();
            }
            else
            {
                (store as IDisposable)?.Dispose();
            }
        }
    }

    private static IVectorStore Open(VectorStoreSettings settings, TimeProvider clock) => settings.IsPostgres
        ? new PostgresVectorStore(new PostgresOptions(settings.Connection, settings.Secret, settings.ConnectionsMax))
        : new OpenSearchVectorStore(
            new OpenSearchOptions(
                new Uri(settings.Endpoint), settings.User.Length > 0 ? settings.User : null, settings.Secret)
            {
                Service = settings.Service.Length > 0 ? settings.Service : null,
                Region = settings.Region,
            },
            clock);

    private (IVectorStore Store, VectorIndex Index) Route(VectorIndex index)
    {
        if (index.Place is { } place && _own.FirstOrDefault(own => own.Arn.Matches(place.StoreArn)).Store is { } own)
        {
            if (Arn.Parse(place.StoreArn) is not { } arn
                || arn.Account != index.Tenant.Account
                || arn.Region != index.Tenant.Region)
            {
                throw new IOException($"{place.StoreArn} is of another account or region. Name one of your own.");
            }

            return place is VectorPlace.Table == own is PostgresVectorStore
                ? (own, index)
                : throw new IOException($"The setting of Ganban:VectorStores for {place.StoreArn} is of another Kind.");
        }

        return index.Place is VectorPlace.Table table
            ? throw new IOException(
                $"No setting says where {table.Cluster} is. Add one to Ganban:VectorStores with this Arn, the Kind postgres and its "
                + "Connection, or use a configuration that the server's own store serves: S3_VECTORS or OPENSEARCH_SERVERLESS.")
            : (_embedded, index with { Place = null });
    }
}
