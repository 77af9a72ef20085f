using System.Runtime.CompilerServices;
using Ganban.Contracts.BedrockAgent;
using Ganban.Documents;
using Ganban.Storage.Objects;

namespace Ganban.Bedrock.Ingestion;

/// <summary>A document of a bucket before it is fetched.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="ETag">What its content is known by.</param>
/// <param name="MetadataETag">What the content of its metadata file is known by; null where there is none.</param>
internal sealed record SourceObject(ObjectAddress Address, long Bytes, string ETag, string? MetadataETag);

/// <summary>The first two steps of ingestion from buckets: list and fetch.</summary>
internal sealed class SourceObjects(IObjectStore objects)
{
    /// <summary>The most bytes of a document: the service's limit of 50 MB.</summary>
    public const long BytesMax = 50L << 20;

    /// <summary>Where a data source's documents are: a bucket, and what their keys begin with.</summary>
    public static ObjectAddress Place(string account, S3DataSourceConfiguration source) => new(
        account,
        source.BucketArn[(source.BucketArn.LastIndexOf(':') + 1)..],
        source.InclusionPrefixes is [var prefix, ..] ? prefix : "");

    /// <summary>The documents of a place, one page of the list after the other.</summary>
    /// <exception cref="IngestionFailedException">The bucket can't be listed.</exception>
    public async IAsyncEnumerable<SourceObject> List(
        ObjectAddress place, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            ObjectPage page;
            try
            {
                var query = new ObjectQuery { Prefix = place.Key, Continuation = next };
                page = await objects.List(place.Account, place.Bucket, query, cancellationToken);
            }
            catch (ObjectStoreException e)
            {
                throw new IngestionFailedException($"The bucket {place.Bucket} can't be listed: {e.Error}: {e.Message}", e);
            }

            foreach (var found in page.Objects.Where(found => IsDocument(found.Key)))
            {
                var metadata = await FindMetadata(place with { Key = found.Key }, cancellationToken);
                yield return new SourceObject(place with { Key = found.Key }, found.Bytes, found.ETag, metadata);
            }

            next = page.Next;
        }
        while (next is not null);
    }

    /// <summary>Whether there is such a document.</summary>
    /// <exception cref="IngestionFailedException">The bucket can't be read.</exception>
    public async Task<bool> Exists(ObjectAddress address, CancellationToken cancellationToken)
    {
        try
        {
            return await objects.Find(address, cancellationToken) is not null;
        }
        catch (ObjectStoreException e)
        {
            throw new IngestionFailedException($"The bucket {address.Bucket} can't be read: {e.Error}: {e.Message}", e);
        }
    }

    /// <summary>A document by its address.</summary>
    /// <exception cref="DocumentFailedException">There is none, or it can't be read.</exception>
    public async Task<SourceObject> Find(ObjectAddress address, CancellationToken cancellationToken)
    {
        try
        {
            var found = await objects.Find(address, cancellationToken)
                ?? throw new DocumentFailedException("there is no such object");
            return new SourceObject(
                address, found.Bytes, found.ETag, await FindMetadata(address, cancellationToken));
        }
        catch (ObjectStoreException e)
        {
            throw new DocumentFailedException($"{e.Error}: {e.Message}", e);
        }
    }

    /// <summary>Fetches a document with its metadata.</summary>
    /// <exception cref="DocumentFailedException">It can't be had, or can't be read by its kind.</exception>
    public async Task<SourceFile> Fetch(SourceObject source, CancellationToken cancellationToken)
    {
        var format = DocumentFormats.OfName(source.Address.Key) ?? throw new DocumentFailedException(
            "the file format is not supported; supported are txt, md, html, csv, docx, xls, xlsx, pptx, pdf and pictures");
        var metadata = await FetchMetadata(source, cancellationToken);
        var content = await Bytes(source.Address, BytesMax, "the file", cancellationToken);
        return new SourceFile(source.Address.ToString(), IsCustom: false, format, content, metadata);
    }

    /// <summary>Fetches what the user says of a document.</summary>
    /// <exception cref="DocumentFailedException">It can't be had, or is wrong.</exception>
    public async Task<SourceMetadata> FetchMetadata(SourceObject source, CancellationToken cancellationToken) =>
        source.MetadataETag is null
            ? SourceMetadata.None
            : MetadataFile.Read(await Bytes(
                source.Address with { Key = source.Address.Key + MetadataFile.Suffix },
                MetadataFile.BytesMax,
                "the metadata file",
                cancellationToken));

    /// <summary>Fetches an object's content.</summary>
    /// <exception cref="DocumentFailedException">It can't be had, or is too large.</exception>
    public async Task<ReadOnlyMemory<byte>> Bytes(
        ObjectAddress address, long bytesMax, string what, CancellationToken cancellationToken)
    {
        try
        {
            await using var reading = await objects.Open(address, range: null, cancellationToken);
            if (reading.Bytes > bytesMax)
            {
                throw new DocumentFailedException($"{what} is larger than {bytesMax} bytes");
            }

            var content = new byte[reading.Bytes];
            await reading.Content.ReadExactlyAsync(content, cancellationToken);
            return content;
        }
        catch (ObjectStoreException e)
        {
            throw new DocumentFailedException($"{what} can't be read: {e.Error}: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new DocumentFailedException($"{what} can't be read: {e.Message}", e);
        }
    }

    // Folders that consoles make are objects whose keys end in a slash.
    private static bool IsDocument(string key) =>
        !key.EndsWith('/') && !key.EndsWith(MetadataFile.Suffix, StringComparison.Ordinal);

    private async Task<string?> FindMetadata(ObjectAddress document, CancellationToken cancellationToken)
    {
        var address = document with { Key = document.Key + MetadataFile.Suffix };
        return System.Text.Encoding.UTF8.GetByteCount(address.Key) <= ObjectAddress.KeyBytesMax
            ? (await objects.Find(address, cancellationToken))?.ETag
            : null;
    }
}
