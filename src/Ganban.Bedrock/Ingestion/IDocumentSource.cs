namespace Ganban.Bedrock.Ingestion;

/// <summary>Where a data source's documents are: a bucket, or web sites.</summary>
internal interface IDocumentSource
{
    /// <summary>The documents that are there, one after the other.</summary>
    /// <exception cref="IngestionFailedException">They can't be listed.</exception>
    IAsyncEnumerable<SourceItem> List(CancellationToken cancellationToken);

    /// <summary>Whether a document that was indexed before is still there; asked after all were listed.</summary>
    /// <exception cref="IngestionFailedException">It can't be told.</exception>
    Task<bool> Has(string name, CancellationToken cancellationToken);
}

/// <summary>A document before it is fetched.</summary>
/// <param name="Name">Its address.</param>
/// <param name="ETag">What its content is known by.</param>
/// <param name="MetadataETag">What the content of its metadata file is known by; null where there is none.</param>
/// <param name="Fetch">Fetches it; throws <see cref="DocumentFailedException"/> where it can't be had.</param>
/// <param name="FetchMetadata">Fetches what the user says of it, likewise.</param>
internal sealed record SourceItem(
    string Name,
    string ETag,
    string? MetadataETag,
    Func<CancellationToken, Task<SourceFile>> Fetch,
    Func<CancellationToken, Task<SourceMetadata>> FetchMetadata);
