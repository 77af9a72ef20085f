using System.Runtime.CompilerServices;
using Ganban.Storage.Objects;

namespace Ganban.Bedrock.Ingestion;

/// <summary>
/// The documents of a bucket whose keys begin with a prefix, without those that are made of documents.
/// </summary>
/// <param name="objects">The store.</param>
/// <param name="target">Where they are indexed.</param>
/// <param name="place">The bucket, and what the keys begin with.</param>
internal sealed class BucketSource(
    SourceObjects objects, IngestionTarget target, ObjectAddress place) : IDocumentSource
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<SourceItem> List([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var found in objects.List(place, cancellationToken))
        {
            if (target.Makes(found.Address))
            {
                continue;
            }

            yield return new SourceItem(
                found.Address.ToString(),
                found.ETag,
                found.MetadataETag,
                token => objects.Fetch(found, token),
                token => objects.FetchMetadata(found, token));
        }
    }

    /// <inheritdoc/>
    public async Task<bool> Has(string name, CancellationToken cancellationToken) =>
        ObjectAddress.TryParse(place.Account, name, out var address)
        && address.Bucket == place.Bucket
        && address.Key.StartsWith(place.Key, StringComparison.Ordinal)
        && !target.Makes(address)
        && await objects.Exists(address, cancellationToken);
}
