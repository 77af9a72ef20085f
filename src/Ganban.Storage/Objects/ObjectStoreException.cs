namespace Ganban.Storage.Objects;

/// <summary>The store can't do what it was asked for, for a reason that the one who asked can remove.</summary>
/// <param name="error">Which reason.</param>
/// <param name="message">The reason in words for the caller.</param>
/// <param name="inner">What led here.</param>
public sealed class ObjectStoreException(ObjectStoreError error, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Which reason.</summary>
    public ObjectStoreError Error { get; } = error;
}

/// <summary>Why an object store refuses; the names are S3's.</summary>
public enum ObjectStoreError
{
    /// <summary>The bucket belongs to another account.</summary>
    AccessDenied,

    /// <summary>The content has another checksum than was said.</summary>
    BadDigest,

    /// <summary>Another account has a bucket of this name.</summary>
    BucketAlreadyExists,

    /// <summary>The account has this bucket.</summary>
    BucketAlreadyOwnedByYou,

    /// <summary>The bucket holds objects.</summary>
    BucketNotEmpty,

    /// <summary>The content is longer than an object may be.</summary>
    EntityTooLarge,

    /// <summary>A part that is not the last one is too short.</summary>
    EntityTooSmall,

    /// <summary>A value can't be what it should be.</summary>
    InvalidArgument,

    /// <summary>A part was never uploaded, or with another ETag.</summary>
    InvalidPart,

    /// <summary>Parts are not in ascending order.</summary>
    InvalidPartOrder,

    /// <summary>The range lies outside of the object.</summary>
    InvalidRange,

    /// <summary>There is no such bucket.</summary>
    NoSuchBucket,

    /// <summary>There is no such object.</summary>
    NoSuchKey,

    /// <summary>There is no such upload.</summary>
    NoSuchUpload,

    /// <summary>A condition does not hold.</summary>
    PreconditionFailed,

    /// <summary>The store behind doesn't answer, or answers what is of no use.</summary>
    Unavailable,
}
