namespace Ganban.Storage;

/// <summary>
/// The seam under <see cref="ResourceStore"/>: what SQLite, PostgreSQL and others implement. Arguments are already
/// checked. Safe for concurrent use. A read sees every write that was acknowledged before it began. A database that
/// cannot read or write throws an <see cref="IOException"/>.
/// </summary>
public interface IResourceDatabase : IAsyncDisposable
{
    /// <summary>Secret that signs page tokens, 32 bytes; made with the database and kept in it.</summary>
    ReadOnlyMemory<byte> PageTokenKey { get; }

    /// <summary>
    /// Applies a batch as one transaction and returns once it is durable. Cancellation is honoured until the batch's
    /// turn comes; from then on the outcome is reported.
    /// </summary>
    /// <exception cref="ResourceExistsException">An id or a unique name is taken.</exception>
    /// <exception cref="RevisionConflictException">An expected revision was not found.</exception>
    /// <exception cref="IdempotencyConflictException">The token was used with another fingerprint.</exception>
    /// <exception cref="IOException">The database could not write; nothing of the batch is there.</exception>
    Task<WriteResult> CommitAsync(WriteBatch batch, CancellationToken cancellationToken);

    /// <summary>The document at an address, or null.</summary>
    Task<RawDocument?> GetAsync(DocumentKey key, CancellationToken cancellationToken);

    /// <summary>One page of a list.</summary>
    Task<RawPage> ListAsync(ListScan scan, CancellationToken cancellationToken);

    /// <summary>All tags of a resource, sorted by key; empty where there are none.</summary>
    Task<IReadOnlyDictionary<string, string>> GetTagsAsync(
        Tenant tenant, string arn, CancellationToken cancellationToken);

    /// <summary>
    /// ARNs with a tag, of any value where <paramref name="value"/> is null, sorted, behind
    /// <paramref name="afterArn"/> where it is given, at most <paramref name="count"/>.
    /// </summary>
    Task<IReadOnlyList<string>> FindTaggedAsync(
        Tenant tenant, string key, string? value, string? afterArn, int count, CancellationToken cancellationToken);

    /// <summary>
    /// Entries of a stream from a sequence number on, at most <paramref name="count"/>, fewer when they are large,
    /// and none when the stream is absent or ends before.
    /// </summary>
    Task<IReadOnlyList<StreamEntry>> ReadStreamAsync(
        Tenant tenant, string stream, long from, int count, CancellationToken cancellationToken);
}
