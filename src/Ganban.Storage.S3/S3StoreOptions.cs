namespace Ganban.Storage.S3;

/// <summary>Where a real S3 is, and as whom it is asked.</summary>
public sealed record S3StoreOptions
{
    /// <summary>The account of this server that the buckets there belong to; the others have none.</summary>
    public required string Account { get; init; }

    /// <summary>The address of an S3 that is not Amazon's; null for Amazon's own in <see cref="Region"/>.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The region to ask and to sign for.</summary>
    public required string Region { get; init; }

    /// <summary>The access key; null for those that the AWS SDK finds by itself.</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>Its secret.</summary>
    public string? SecretAccessKey { get; init; }

    /// <summary>The token of a temporary key.</summary>
    public string? SessionToken { get; init; }

    /// <summary>Whether the bucket stands in the path, not in the host's name.</summary>
    public bool PathStyle { get; init; }

    /// <summary>The folder for content on its way; what is in it belongs to this store.</summary>
    public required string Folder { get; init; }

    /// <summary>Content that is longer is uploaded in parts of this length; from 5 MiB to 5 GiB.</summary>
    public long PartBytes { get; init; } = 64L << 20;
}
