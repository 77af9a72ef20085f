namespace Ganban.Storage.Objects;

/// <summary>What a store does beyond <see cref="IObjectStore"/> when it is the one behind an S3 endpoint.</summary>
public interface IBucketStore : IObjectStore
{
    /// <summary>The fewest bytes of a part that is not the last one: 5 MiB.</summary>
    const long PartBytesMin = 5L << 20;

    /// <summary>Creates a bucket; names are unique over all accounts.</summary>
    /// <exception cref="ObjectStoreException">There is one of this name.</exception>
    Task<StoredBucket> CreateBucket(
        string account, string bucket, string region, CancellationToken cancellationToken);

    /// <summary>The account's buckets by name.</summary>
    Task<IReadOnlyList<StoredBucket>> ListBuckets(string account, CancellationToken cancellationToken);

    /// <summary>Deletes an empty bucket, and the uploads that were begun in it.</summary>
    Task DeleteBucket(string account, string bucket, CancellationToken cancellationToken);

    /// <summary>Replaces the headers of an object, and leaves its content as it is.</summary>
    Task SetHeaders(
        ObjectAddress address, Func<ObjectHeaders, ObjectHeaders> change, CancellationToken cancellationToken);

    /// <summary>Begins an upload in parts.</summary>
    Task<StoredUpload> BeginUpload(
        ObjectAddress address, UploadOptions options, CancellationToken cancellationToken);

    /// <summary>Finds an upload under way.</summary>
    /// <exception cref="ObjectStoreException">There is none.</exception>
    Task<StoredUpload> GetUpload(ObjectAddress address, string uploadId, CancellationToken cancellationToken);

    /// <summary>Writes a part, in place of an earlier one of the same number.</summary>
    /// <param name="address">The object to be.</param>
    /// <param name="uploadId">Which upload.</param>
    /// <param name="number">From 1 to 10,000.</param>
    /// <param name="source">Gives the content.</param>
    /// <param name="cancellationToken">Ends the writing; nothing is left of it.</param>
    Task<StoredPart> PutPart(
        ObjectAddress address, string uploadId, int number, ObjectSource source, CancellationToken cancellationToken);

    /// <summary>The parts of an upload behind a number, in order.</summary>
    Task<IReadOnlyList<StoredPart>> ListParts(
        ObjectAddress address, string uploadId, int after, int count, CancellationToken cancellationToken);

    /// <summary>Makes the object out of parts.</summary>
    /// <param name="address">The object to be.</param>
    /// <param name="uploadId">Which upload.</param>
    /// <param name="parts">Which parts, in order.</param>
    /// <param name="options">When the object may be written, and what its checksum must be.</param>
    /// <param name="cancellationToken">Ends the work; the upload stays as it is.</param>
    Task<StoredObject> CompleteUpload(
        ObjectAddress address,
        string uploadId,
        IReadOnlyList<PartReference> parts,
        CompletionOptions options,
        CancellationToken cancellationToken);

    /// <summary>Gives an upload up and removes its parts.</summary>
    Task AbortUpload(ObjectAddress address, string uploadId, CancellationToken cancellationToken);

    /// <summary>Uploads under way, by key and then id, behind the place that is given.</summary>
    Task<IReadOnlyList<StoredUpload>> ListUploads(
        string account, string bucket, UploadQuery query, CancellationToken cancellationToken);

    /// <summary>Gives up every upload that was begun before a moment; returns how many.</summary>
    Task<int> AbortUploadsBegunBefore(DateTimeOffset moment, CancellationToken cancellationToken);
}
