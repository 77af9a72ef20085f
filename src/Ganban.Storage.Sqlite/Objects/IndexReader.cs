using Ganban.Storage.Objects;
using Microsoft.Data.Sqlite;

namespace Ganban.Storage.Sqlite.Objects;

/// <summary>An object with the name of its content's file.</summary>
internal sealed record ObjectRow(StoredObject Object, string File);

/// <summary>A part with the name of its content's file.</summary>
internal sealed record PartRow(StoredPart Part, string File);

/// <summary>Reads the index. Not safe for concurrent use.</summary>
internal sealed class IndexReader(SqliteConnection connection) : IDisposable
{
    private static readonly ObjectHeaders s_noHeaders = new();

    private readonly Statement _bucket =
        new(connection, "SELECT account, region, created_at FROM bucket WHERE name = $name");

    private readonly Statement _buckets = new(
        connection, "SELECT name, region, created_at FROM bucket WHERE account = $account ORDER BY name");

    private readonly Statement _object = new(
        connection,
        "SELECT file, bytes, etag, modified_at, details FROM object WHERE bucket = $bucket AND key = $key");

    private readonly Statement _objects = new(
        connection,
        """
        SELECT key, bytes, etag, modified_at FROM object
        WHERE bucket = $bucket AND key >= $from AND key < $end ORDER BY key LIMIT $count
        """);

    private readonly Statement _upload = new(
        connection, "SELECT begun_at, options FROM upload WHERE id = $id AND bucket = $bucket AND key = $key");

    private readonly Statement _uploads = new(
        connection,
        """
        SELECT key, id, begun_at, options FROM upload
        WHERE bucket = $bucket AND key >= $from AND key < $end AND (key, id) > ($afterKey, $afterId)
        ORDER BY key, id LIMIT $count
        """);

    private readonly Statement _parts = new(
        connection,
        """
        SELECT number, file, bytes, etag, modified_at, checksum FROM part
        WHERE upload = $upload AND number > $after ORDER BY number LIMIT $count
        """);

    /// <summary>The account's bucket.</summary>
    public StoredBucket RequireBucket(string account, string name)
    {
        var found = FindBucket(name)
            ?? throw new ObjectStoreException(ObjectStoreError.NoSuchBucket, "The specified bucket does not exist");
        return found.Account == account
            ? found
            : throw new ObjectStoreException(ObjectStoreError.AccessDenied, "Access Denied");
    }

    public StoredBucket? FindBucket(string name)
    {
        using var reader = _bucket.Query(name);
        return reader.Read()
            ? new StoredBucket(name, reader.GetString(0), reader.GetString(1), Time(reader, 2))
            : null;
    }

    public IReadOnlyList<StoredBucket> Buckets(string account)
    {
        var found = new List<StoredBucket>();
        using var reader = _buckets.Query(account);
        while (reader.Read())
        {
            found.Add(new StoredBucket(reader.GetString(0), account, reader.GetString(1), Time(reader, 2)));
        }

        return found;
    }

    public ObjectRow? FindObject(string bucket, string key)
    {
        using var reader = _object.Query(bucket, KeyBytes.Of(key));
        if (!reader.Read())
        {
            return null;
        }

        var details = DetailsJson.Read(reader.GetFieldValue<byte[]>(4), DetailsJson.Default.ObjectDetails);
        var found = new StoredObject(
            key, reader.GetInt64(1), reader.GetString(2), Time(reader, 3), details.Headers, details.Checksum);
        return new ObjectRow(found, reader.GetString(0));
    }

    /// <summary>Objects with keys in a range, one by one, as far as they are asked for.</summary>
    public IEnumerable<(byte[] Key, StoredObject Object)> Objects(string bucket, byte[] from, byte[] end, int count)
    {
        using var reader = _objects.Query(bucket, from, end, count);
        while (reader.Read())
        {
            var key = reader.GetFieldValue<byte[]>(0);
            var found = new StoredObject(
                KeyBytes.ToKey(key), reader.GetInt64(1), reader.GetString(2), Time(reader, 3), s_noHeaders, null);
            yield return (key, found);
        }
    }

    public StoredUpload RequireUpload(ObjectAddress address, string id)
    {
        RequireBucket(address.Account, address.Bucket);
        using var reader = _upload.Query(id, address.Bucket, KeyBytes.Of(address.Key));
        return reader.Read()
            ? new StoredUpload(id, address.Key, Time(reader, 0), Options(reader, 1))
            : throw new ObjectStoreException(
                ObjectStoreError.NoSuchUpload,
                "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.");
    }

    public IReadOnlyList<StoredUpload> Uploads(string bucket, UploadQuery query)
    {
        var prefix = KeyBytes.Of(query.Prefix);
        var after = KeyBytes.Of(query.AfterKey);
        var from = query.AfterKey.Length > 0 && query.AfterId.Length == 0 ? KeyBytes.Behind(after) : after;
        var found = new List<StoredUpload>();
        using var reader = _uploads.Query(
            bucket,
            KeyBytes.Later(prefix, from),
            KeyBytes.BehindAll(prefix),
            after,
            query.AfterId,
            query.Count);
        while (reader.Read())
        {
            var key = KeyBytes.ToKey(reader.GetFieldValue<byte[]>(0));
            found.Add(new StoredUpload(reader.GetString(1), key, Time(reader, 2), Options(reader, 3)));
        }

        return found;
    }

    public IReadOnlyList<PartRow> Parts(string upload, int after, int count)
    {
        var found = new List<PartRow>();
        using var reader = _parts.Query(upload, after, count);
        while (reader.Read())
        {
            var checksum = DetailsJson.Read(reader.GetFieldValue<byte[]>(5), DetailsJson.Default.ObjectChecksum);
            var part = new StoredPart(
                reader.GetInt32(0), reader.GetInt64(2), reader.GetString(3), Time(reader, 4), checksum);
            found.Add(new PartRow(part, reader.GetString(1)));
        }

        return found;
    }

    /// <summary>Every file that the index names.</summary>
    public IReadOnlySet<string> Files()
    {
        var files = new HashSet<string>(StringComparer.Ordinal);
        using var all = new Statement(connection, "SELECT file FROM object UNION ALL SELECT file FROM part");
        using var reader = all.Query();
        while (reader.Read())
        {
            files.Add(reader.GetString(0));
        }

        return files;
    }

    public void Dispose()
    {
        _bucket.Dispose();
        _buckets.Dispose();
        _object.Dispose();
        _objects.Dispose();
        _upload.Dispose();
        _uploads.Dispose();
        _parts.Dispose();
        connection.Dispose();
    }

    private static DateTimeOffset Time(SqliteDataReader reader, int column) =>
        Microseconds.ToTime(reader.GetInt64(column));

    private static UploadOptions Options(SqliteDataReader reader, int column) =>
        DetailsJson.Read(reader.GetFieldValue<byte[]>(column), DetailsJson.Default.UploadOptions);
}
