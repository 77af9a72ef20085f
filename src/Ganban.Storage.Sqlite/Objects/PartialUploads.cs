using System.Globalization;
using System.Security.Cryptography;
using Ganban.Storage.Objects;

namespace Ganban.Storage.Sqlite.Objects;

/// <summary>Uploads in parts: each part is a file, and the object is made by joining them in a new one.</summary>
internal sealed class PartialUploads(ObjectIndex index, ObjectFiles files, TimeProvider clock)
{
    private const long ObjectBytesMax = 5L << 40;
    private const int PartsMax = 10_000;

    public Task<StoredUpload> Begin(
        ObjectAddress address, UploadOptions options, CancellationToken cancellationToken) => index.Write(
        writer =>
        {
            writer.Reader.RequireBucket(address.Account, address.Bucket);
            var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
            var upload = new StoredUpload(id, address.Key, clock.GetUtcNow(), options);
            writer.BeginUpload(address.Bucket, upload);
            return upload;
        },
        cancellationToken);

    public async Task<StoredPart> PutPart(
        ObjectAddress address, string id, int number, ObjectSource source, CancellationToken cancellationToken)
    {
        await index.Read(reader => reader.RequireUpload(address, id), cancellationToken);
        await using var staged = files.Stage();
        var checksum = await source(staged, cancellationToken);
        var part = new StoredPart(number, staged.Length, staged.Seal(), clock.GetUtcNow(), checksum);
        files.Publish(staged);
        try
        {
            var replaced = await index.Write(
                writer =>
                {
                    writer.Reader.RequireUpload(address, id);
                    return writer.PutPart(id, part, staged.Name);
                },
                cancellationToken);
            files.Remove(replaced);
            return part;
        }
        catch
        {
            files.Remove([staged.Name]);
            throw;
        }
    }

    public async Task<StoredObject> Complete(
        ObjectAddress address,
        string id,
        IReadOnlyList<PartReference> references,
        CompletionOptions options,
        CancellationToken cancellationToken)
    {
        var upload = await index.Read(reader => reader.RequireUpload(address, id), cancellationToken);
        var uploaded = await index.Read(reader => reader.Parts(id, 0, PartsMax), cancellationToken);
        var parts = Choose(uploaded, references);
        await using var staged = files.Stage(ObjectBytesMax);
        var content = new JoinedContent(parts, upload.Options, staged);
        await content.Copy(files, cancellationToken);
        CheckDigest(options.Checksum, content.Checksum);
        staged.Seal();
        files.Publish(staged);
        try
        {
            var stored = new StoredObject(
                address.Key,
                staged.Length,
                ETag(parts),
                clock.GetUtcNow(),
                upload.Options.Headers,
                content.Checksum);
            var old = await index.Write(
                writer =>
                {
                    // It may have been completed, given up or changed while its parts were copied.
                    writer.Reader.RequireUpload(address, id);
                    Choose(writer.Reader.Parts(id, 0, PartsMax), references);
                    var before = writer.Reader.FindObject(address.Bucket, address.Key);
                    options.Condition.Check(before?.Object.ETag);
                    writer.PutObject(address.Bucket, stored, staged.Name);
                    var unused = writer.DeleteUpload(id);
                    return before is null ? unused : [.. unused, before.File];
                },
                cancellationToken);
            files.Remove(old);
            return stored;
        }
        catch
        {
            files.Remove([staged.Name]);
            throw;
        }
    }

    public async Task Abort(ObjectAddress address, string id, CancellationToken cancellationToken) =>
        files.Remove(await index.Write(
            writer =>
            {
                writer.Reader.RequireUpload(address, id);
                return writer.DeleteUpload(id);
            },
            cancellationToken));

    public async Task<int> AbortBegunBefore(DateTimeOffset moment, CancellationToken cancellationToken)
    {
        var (count, unused) = await index.Write(
            writer =>
            {
                var old = writer.UploadsBegunBefore(moment);
                return (old.Count, old.SelectMany(writer.DeleteUpload).ToList());
            },
            cancellationToken);
        files.Remove(unused);
        return count;
    }

    private static List<PartRow> Choose(
        IReadOnlyList<PartRow> uploaded, IReadOnlyList<PartReference> references)
    {
        var byNumber = uploaded.ToDictionary(row => row.Part.Number);
        var chosen = new List<PartRow>(references.Count);
        foreach (var (number, etag) in references)
        {
            if (chosen.Count > 0 && number <= chosen[^1].Part.Number)
            {
                throw new ObjectStoreException(
                    ObjectStoreError.InvalidPartOrder,
                    "The list of parts was not in ascending order. Parts must be ordered by part number.");
            }

            if (!byNumber.TryGetValue(number, out var row) || row.Part.ETag != etag)
            {
                throw new ObjectStoreException(
                    ObjectStoreError.InvalidPart,
                    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.");
            }

            chosen.Add(row);
        }

        CheckSizes(chosen);
        return chosen;
    }

    private static void CheckDigest(ObjectChecksum? stated, ObjectChecksum? calculated)
    {
        if (stated is not null && (stated.Algorithm != calculated?.Algorithm || stated.Value != calculated.Value))
        {
            throw new ObjectStoreException(
                ObjectStoreError.BadDigest, "The checksum you specified did not match the calculated checksum.");
        }
    }

    private static void CheckSizes(List<PartRow> parts)
    {
        if (parts.SkipLast(1).Any(row => row.Part.Bytes < IBucketStore.PartBytesMin))
        {
            throw new ObjectStoreException(
                ObjectStoreError.EntityTooSmall, "Your proposed upload is smaller than the minimum allowed size");
        }

        if (parts.Sum(row => row.Part.Bytes) > ObjectBytesMax)
        {
            throw new ObjectStoreException(
                ObjectStoreError.EntityTooLarge, "Your proposed upload exceeds the maximum allowed size");
        }
    }

    private static string ETag(List<PartRow> parts)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        parts.ForEach(row => md5.AppendData(Convert.FromHexString(row.Part.ETag)));
        var hash = Convert.ToHexStringLower(md5.GetHashAndReset());
        return $"{hash}-{parts.Count.ToString(CultureInfo.InvariantCulture)}";
    }
}
