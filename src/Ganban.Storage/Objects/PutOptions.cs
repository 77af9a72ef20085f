namespace Ganban.Storage.Objects;

/// <summary>Gives an object's content.</summary>
/// <param name="destination">Where the content goes; only written to.</param>
/// <param name="cancellationToken">Ends the writing.</param>
/// <returns>The checksum to keep with the content; null for none.</returns>
/// <remarks>Whatever it throws ends the writing, and nothing of the object is kept.</remarks>
public delegate Task<ObjectChecksum?> ObjectSource(Stream destination, CancellationToken cancellationToken);

/// <summary>How an object is written.</summary>
/// <param name="Headers">What is kept with it.</param>
/// <param name="Condition">When it may be written.</param>
public sealed record PutOptions(ObjectHeaders Headers, PutCondition Condition = default);

/// <summary>When an object may be written; by default always.</summary>
/// <param name="OnlyNew">Only where the key holds no object.</param>
/// <param name="ETag">Only where it holds an object of this ETag.</param>
public readonly record struct PutCondition(bool OnlyNew, string? ETag = null)
{
    /// <summary>Checks it against what the key holds.</summary>
    /// <exception cref="ObjectStoreException">The object may not be written.</exception>
    public void Check(string? etag)
    {
        if (ETag is not null && etag is null)
        {
            throw new ObjectStoreException(ObjectStoreError.NoSuchKey, "The specified key does not exist.");
        }

        if ((OnlyNew && etag is not null) || (ETag is not null && ETag != etag))
        {
            throw new ObjectStoreException(
                ObjectStoreError.PreconditionFailed, "At least one of the pre-conditions you specified did not hold");
        }
    }
}
