namespace Ganban.Storage.Objects;

/// <summary>
/// Where objects are kept: buckets of an account, in them content under keys. Everything that reads or writes
/// <c>s3://</c> does it here. Safe for concurrent use. A bucket belongs to one account; to another it is closed.
/// </summary>
/// <remarks>Every member throws <see cref="ObjectStoreException"/> for what S3 itself would refuse.</remarks>
public interface IObjectStore
{
    /// <summary>Finds a bucket.</summary>
    /// <exception cref="ObjectStoreException">There is none, or it belongs to another account.</exception>
    Task<StoredBucket> GetBucket(string account, string bucket, CancellationToken cancellationToken);

    /// <summary>Finds an object without reading it; null when there is none under the key.</summary>
    Task<StoredObject?> Find(ObjectAddress address, CancellationToken cancellationToken);

    /// <summary>Opens an object's content; later writes under its key don't change what is read.</summary>
    /// <param name="address">Which object.</param>
    /// <param name="range">Which part of its content; null for all.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="ObjectStoreException">There is none, or the range lies outside of it.</exception>
    Task<ObjectReading> Open(ObjectAddress address, ByteRange? range, CancellationToken cancellationToken);

    /// <summary>
    /// Writes an object, in place of what the key held. Until it returns, readers see what was there before; where it
    /// throws, they always will.
    /// </summary>
    /// <param name="address">Where to.</param>
    /// <param name="source">Gives the content.</param>
    /// <param name="options">What is kept with it, and when it may be written.</param>
    /// <param name="cancellationToken">Ends the writing; nothing is left of it.</param>
    Task<StoredObject> Put(
        ObjectAddress address, ObjectSource source, PutOptions options, CancellationToken cancellationToken);

    /// <summary>Deletes an object; false when there was none.</summary>
    Task<bool> Delete(ObjectAddress address, CancellationToken cancellationToken);

    /// <summary>Lists objects in the order of their keys' UTF-8 bytes.</summary>
    Task<ObjectPage> List(
        string account, string bucket, ObjectQuery query, CancellationToken cancellationToken);
}
