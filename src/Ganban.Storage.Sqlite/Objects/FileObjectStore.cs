using Ganban.Storage.Objects;

namespace Ganban.Storage.Sqlite.Objects;

/// <summary>
/// An object store in a folder: an index in SQLite, and a file for each object's content. Content is on the disk before
/// the index names it, and the index forgets a file before it is deleted: a process that is killed leaves nothing but
/// files that nobody names, which the next one sweeps away. One process uses a folder at a time.
/// </summary>
public sealed class FileObjectStore : IBucketStore, IAsyncDisposable
{
    private readonly ObjectIndex _index;
    private readonly ObjectFiles _files;
    private readonly PartialUploads _uploads;
    private readonly TimeProvider _clock;

    private FileObjectStore(ObjectIndex index, ObjectFiles files, TimeProvider clock)
    {
        (_index, _files, _clock) = (index, files, clock);
        _uploads = new PartialUploads(index, files, clock);
    }

    /// <summary>Opens the store in a folder; creates it where it is absent, for the owner's eyes only.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="clock">Tells when objects are written.</param>
    /// <param name="freeBytesMin">Bytes of the disk that stay free: with less, nothing is written.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="StoreOpenException">The folder is in use or can't be used.</exception>
    public static async Task<FileObjectStore> Open(
        string folder, TimeProvider clock, long freeBytesMin, CancellationToken cancellationToken)
    {
        var index = ObjectIndex.Open(folder, clock);
        try
        {
            var files = new ObjectFiles(folder, freeBytesMin);
            files.Sweep(await index.Read(reader => reader.Files(), cancellationToken));
            return new FileObjectStore(index, files, clock);
        }
        catch (Exception e)
        {
            await index.DisposeAsync();
            if (e is IOException or UnauthorizedAccessException)
            {
                throw new StoreOpenException($"The folder of the objects '{folder}' cannot be used: {e.Message}", e);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public Task<StoredBucket> GetBucket(string account, string bucket, CancellationToken cancellationToken) =>
        _index.Read(reader => reader.RequireBucket(account, bucket), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredBucket>> ListBuckets(string account, CancellationToken cancellationToken) =>
        _index.Read(reader => reader.Buckets(account), cancellationToken);

    /// <inheritdoc/>
    public Task<StoredBucket> CreateBucket(
        string account, string bucket, string region, CancellationToken cancellationToken) => _index.Write(
        writer =>
        {
            if (writer.Reader.FindBucket(bucket) is { } found)
            {
                throw found.Account == account
                    ? new ObjectStoreException(
                        ObjectStoreError.BucketAlreadyOwnedByYou,
                        "Your previous request to create the named bucket succeeded and you already own it.")
                    : new ObjectStoreException(
                        ObjectStoreError.BucketAlreadyExists,
                        "The requested bucket name is not available. Bucket names are shared by all accounts of this server. Select a different name and try again.");
            }

            var now = _clock.GetUtcNow();
            writer.CreateBucket(bucket, account, region, now);
            return new StoredBucket(bucket, account, region, now);
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task DeleteBucket(string account, string bucket, CancellationToken cancellationToken)
    {
        var files = await _index.Write(
            writer =>
            {
                writer.Reader.RequireBucket(account, bucket);
                if (writer.AnyObject(bucket))
                {
                    throw new ObjectStoreException(
                        ObjectStoreError.BucketNotEmpty, "The bucket you tried to delete is not empty");
                }

                var parts = writer.UploadsOf(bucket).SelectMany(writer.DeleteUpload).ToList();
                writer.DeleteBucket(bucket);
                return parts;
            },
            cancellationToken);
        _files.Remove(files);
    }

    /// <inheritdoc/>
    public async Task<StoredObject?> Find(ObjectAddress address, CancellationToken cancellationToken) =>
        (await _index.Read(reader => FindRow(reader, address), cancellationToken))?.Object;

    /// <inheritdoc/>
    public async Task<ObjectReading> Open(
        ObjectAddress address, ByteRange? range, CancellationToken cancellationToken)
    {
        string? missing = null;
        while (true)
        {
            var row = await _index.Read(reader => RequireRow(reader, address), cancellationToken);
            if (row.File == missing)
            {
                throw new ObjectStoreException(
                    ObjectStoreError.Unavailable,
                    "The object's content is missing on the server's disk. Write it anew, or restore a backup.");
            }

            var (offset, bytes) = range?.Within(row.Object.Bytes) ?? (0, row.Object.Bytes);

            // No file: the object was written anew or deleted since it was looked up, and the next look tells which.
            if (_files.Open(row.File) is { } file)
            {
                file.Position = offset;
                return new ObjectReading(row.Object, new PartOfStream(file, bytes), offset, bytes);
            }

            missing = row.File;
        }
    }

    /// <inheritdoc/>
    public async Task<StoredObject> Put(
        ObjectAddress address, ObjectSource source, PutOptions options, CancellationToken cancellationToken)
    {
        await _index.Read(
            reader =>
            {
                options.Condition.Check(FindRow(reader, address)?.Object.ETag);
                return true;
            },
            cancellationToken);
        await using var staged = _files.Stage();
        var checksum = await source(staged, cancellationToken);
        var etag = staged.Seal();
        _files.Publish(staged);
        try
        {
            var stored = new StoredObject(
                address.Key, staged.Length, etag, _clock.GetUtcNow(), options.Headers, checksum);
            var replaced = await _index.Write(
                writer =>
                {
                    var before = FindRow(writer.Reader, address);
                    options.Condition.Check(before?.Object.ETag);
                    writer.PutObject(address.Bucket, stored, staged.Name);
                    return before?.File;
                },
                cancellationToken);
            _files.Remove(replaced is null ? [] : [replaced]);
            return stored;
        }
        catch
        {
            _files.Remove([staged.Name]);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task SetHeaders(
        ObjectAddress address, Func<ObjectHeaders, ObjectHeaders> change, CancellationToken cancellationToken) =>
        _index.Write(
            writer =>
            {
                var row = RequireRow(writer.Reader, address);
                writer.PutObject(
                    address.Bucket, row.Object with { Headers = change(row.Object.Headers) }, row.File);
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> Delete(ObjectAddress address, CancellationToken cancellationToken)
    {
        var file = await _index.Write(
            writer =>
            {
                var row = FindRow(writer.Reader, address);
                writer.DeleteObject(address.Bucket, address.Key);
                return row?.File;
            },
            cancellationToken);
        _files.Remove(file is null ? [] : [file]);
        return file is not null;
    }

    /// <inheritdoc/>
    public Task<ObjectPage> List(
        string account, string bucket, ObjectQuery query, CancellationToken cancellationToken) => _index.Read(
        reader =>
        {
            reader.RequireBucket(account, bucket);
            return ObjectListing.Read(reader, bucket, query);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<StoredUpload> BeginUpload(
        ObjectAddress address, UploadOptions options, CancellationToken cancellationToken) =>
        _uploads.Begin(address, options, cancellationToken);

    /// <inheritdoc/>
    public Task<StoredUpload> GetUpload(
        ObjectAddress address, string uploadId, CancellationToken cancellationToken) =>
        _index.Read(reader => reader.RequireUpload(address, uploadId), cancellationToken);

    /// <inheritdoc/>
    public Task<StoredPart> PutPart(
        ObjectAddress address,
        string uploadId,
        int number,
        ObjectSource source,
        CancellationToken cancellationToken) =>
        _uploads.PutPart(address, uploadId, number, source, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredPart>> ListParts(
        ObjectAddress address, string uploadId, int after, int count, CancellationToken cancellationToken) =>
        _index.Read<IReadOnlyList<StoredPart>>(
            reader =>
            {
                reader.RequireUpload(address, uploadId);
                return [.. reader.Parts(uploadId, after, count).Select(row => row.Part)];
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<StoredObject> CompleteUpload(
        ObjectAddress address,
        string uploadId,
        IReadOnlyList<PartReference> parts,
        CompletionOptions options,
        CancellationToken cancellationToken) =>
        _uploads.Complete(address, uploadId, parts, options, cancellationToken);

    /// <inheritdoc/>
    public Task AbortUpload(ObjectAddress address, string uploadId, CancellationToken cancellationToken) =>
        _uploads.Abort(address, uploadId, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredUpload>> ListUploads(
        string account, string bucket, UploadQuery query, CancellationToken cancellationToken) => _index.Read(
        reader =>
        {
            reader.RequireBucket(account, bucket);
            return reader.Uploads(bucket, query);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<int> AbortUploadsBegunBefore(DateTimeOffset moment, CancellationToken cancellationToken) =>
        _uploads.AbortBegunBefore(moment, cancellationToken);

    /// <summary>Finishes the reads and the write under way, closes the index and frees the folder.</summary>
    public ValueTask DisposeAsync() => _index.DisposeAsync();

    private static ObjectRow? FindRow(IndexReader reader, ObjectAddress address)
    {
        reader.RequireBucket(address.Account, address.Bucket);
        return reader.FindObject(address.Bucket, address.Key);
    }

    private static ObjectRow RequireRow(IndexReader reader, ObjectAddress address) =>
        FindRow(reader, address)
        ?? throw new ObjectStoreException(ObjectStoreError.NoSuchKey, "The specified key does not exist.");
}
