using Amazon.S3;
using Amazon.S3.Model;
using Ganban.Storage.Objects;
using ByteRange = Ganban.Storage.Objects.ByteRange;

namespace Ganban.Storage.S3;

/// <summary>
/// The object store that a real S3 is. Content is written to a file first, so that nothing is sent before its source
/// has given all of it.
/// </summary>
public sealed class S3ObjectStore : IObjectStore, IDisposable
{
    private readonly S3StoreOptions _options;
    private readonly AmazonS3Client _client;
    private readonly S3Upload _upload;

    /// <summary>Makes the store; nothing is asked before it is used.</summary>
    public S3ObjectStore(S3StoreOptions options)
    {
        _options = options;
        _client = S3Client.Create(options);
        _upload = new S3Upload(_client, options.PartBytes);
        Directory.CreateDirectory(options.Folder);
        foreach (var left in Directory.EnumerateFiles(options.Folder))
        {
            File.Delete(left); // A process that was killed left it.
        }
    }

    /// <inheritdoc/>
    public async Task<StoredBucket> GetBucket(string account, string bucket, CancellationToken cancellationToken)
    {
        RequireAccount(account);
        var found = await S3Refusals.Call(() => _client.GetBucketLocationAsync(
            new GetBucketLocationRequest { BucketName = bucket }, cancellationToken));
        var region = found.Location?.Value is { Length: > 0 } named ? named : "us-east-1";
        return new StoredBucket(bucket, account, region, CreatedAt: null);
    }

    /// <inheritdoc/>
    public async Task<StoredObject?> Find(ObjectAddress address, CancellationToken cancellationToken)
    {
        Check(address);
        try
        {
            var found = await S3Refusals.Call(() => _client.GetObjectMetadataAsync(
                new GetObjectMetadataRequest { BucketName = address.Bucket, Key = address.Key }, cancellationToken));
            return new StoredObject(
                address.Key,
                found.ContentLength,
                Tag(found.ETag),
                Time(found.LastModified),
                S3Headers.Read(found.Headers, found.Metadata),
                Checksum: null);
        }
        catch (ObjectStoreException e) when (e.Error is ObjectStoreError.NoSuchKey)
        {
            // An answer without a body doesn't say whether the key is missing or the bucket.
            await GetBucket(address.Account, address.Bucket, cancellationToken);
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<ObjectReading> Open(
        ObjectAddress address, ByteRange? range, CancellationToken cancellationToken)
    {
        Check(address);
        var request = new GetObjectRequest { BucketName = address.Bucket, Key = address.Key };
        if (range is { } part)
        {
            request.ByteRange = new Amazon.S3.Model.ByteRange($"bytes={part.First}-{part.Last}");
        }

        var found = await S3Refusals.Call(() => _client.GetObjectAsync(request, cancellationToken));
        var length = range is null ? found.ContentLength : Length(found.ContentRange);
        var (offset, bytes) = range?.Within(length) ?? (0, length);
        var described = new StoredObject(
            address.Key,
            length,
            Tag(found.ETag),
            Time(found.LastModified),
            S3Headers.Read(found.Headers, found.Metadata),
            Checksum: null);
        return new ObjectReading(described, found.ResponseStream, offset, bytes);
    }

    /// <inheritdoc/>
    public async Task<StoredObject> Put(
        ObjectAddress address, ObjectSource source, PutOptions options, CancellationToken cancellationToken)
    {
        Check(address);
        await using var content = new FileStream(
            Path.Combine(_options.Folder, Guid.NewGuid().ToString("N")),
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
            });
        await source(content, cancellationToken);
        var etag = await S3Refusals.Call(() => _upload.Send(address, content, options, cancellationToken));
        return new StoredObject(
            address.Key, content.Length, Tag(etag), TimeProvider.System.GetUtcNow(), options.Headers, Checksum: null);
    }

    /// <inheritdoc/>
    public async Task<bool> Delete(ObjectAddress address, CancellationToken cancellationToken)
    {
        var existed = await Find(address, cancellationToken) is not null;
        await S3Refusals.Call(() => _client.DeleteObjectAsync(
            new DeleteObjectRequest { BucketName = address.Bucket, Key = address.Key }, cancellationToken));
        return existed;
    }

    /// <inheritdoc/>
    public async Task<ObjectPage> List(
        string account, string bucket, ObjectQuery query, CancellationToken cancellationToken)
    {
        RequireAccount(account);
        var request = new ListObjectsV2Request
        {
            BucketName = bucket,
            Prefix = query.Prefix,
            Delimiter = query.Delimiter.Length > 0 ? query.Delimiter : null,
            StartAfter = query.After.Length > 0 ? query.After : null,
            ContinuationToken = query.Continuation,
            MaxKeys = query.Count,
            Encoding = EncodingType.Url,
        };
        var page = await S3Refusals.Call(() => _client.ListObjectsV2Async(request, cancellationToken));
        var objects = (page.S3Objects ?? []).Select(found => new StoredObject(
            Uri.UnescapeDataString(found.Key),
            found.Size ?? 0,
            Tag(found.ETag),
            Time(found.LastModified),
            new ObjectHeaders(),
            Checksum: null));
        return new ObjectPage(
            [.. objects], [.. (page.CommonPrefixes ?? []).Select(Uri.UnescapeDataString)], page.NextContinuationToken);
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _client.Dispose();

    private static string Tag(string etag) => etag.Trim('"');

    private static DateTimeOffset Time(DateTime? moment) =>
        moment is { } known ? new DateTimeOffset(known.ToUniversalTime()) : default;

    // "bytes 0-9/100"
    private static long Length(string contentRange) => long.Parse(
        contentRange[(contentRange.IndexOf('/', StringComparison.Ordinal) + 1)..],
        System.Globalization.CultureInfo.InvariantCulture);

    // The SDK sends a key without its leading slash, and signs it with the slash.
    private void Check(ObjectAddress address)
    {
        RequireAccount(address.Account);
        if (address.Key.StartsWith('/'))
        {
            throw new ObjectStoreException(
                ObjectStoreError.InvalidArgument,
                $"The key '{address.Key}' begins with a slash, which can't be sent to the S3 that this server uses.");
        }
    }

    // The server asks S3 with one key: what it opens must not be open to every account of the server.
    private void RequireAccount(string account)
    {
        if (account != _options.Account)
        {
            throw new ObjectStoreException(
                ObjectStoreError.AccessDenied, $"The account {account} has no buckets in the S3 that this server uses.");
        }
    }
}
