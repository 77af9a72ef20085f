using Ganban.Storage.Objects;
using Microsoft.Data.Sqlite;

namespace Ganban.Storage.Sqlite.Objects;

/// <summary>Writes the index, in transactions. Not safe for concurrent use.</summary>
internal sealed class IndexWriter(SqliteConnection connection) : IDisposable
{
    private readonly Transaction _transaction = new(connection);

    private readonly Statement _createBucket = new(
        connection, "INSERT INTO bucket (name, account, region, created_at) VALUES ($name, $account, $region, $at)");

    private readonly Statement _deleteBucket = new(connection, "DELETE FROM bucket WHERE name = $name");

    private readonly Statement _anyObject =
        new(connection, "SELECT EXISTS (SELECT 1 FROM object WHERE bucket = $bucket)");

    private readonly Statement _putObject = new(
        connection,
        """
        INSERT INTO object (bucket, key, file, bytes, etag, modified_at, details)
        VALUES ($bucket, $key, $file, $bytes, $etag, $at, $details)
        ON CONFLICT DO UPDATE SET file = excluded.file, bytes = excluded.bytes, etag = excluded.etag,
          modified_at = excluded.modified_at, details = excluded.details
        """);

    private readonly Statement _deleteObject =
        new(connection, "DELETE FROM object WHERE bucket = $bucket AND key = $key");

    private readonly Statement _beginUpload = new(
        connection,
        "INSERT INTO upload (id, bucket, key, begun_at, options) VALUES ($id, $bucket, $key, $at, $options)");

    private readonly Statement _deleteUpload = new(connection, "DELETE FROM upload WHERE id = $id");

    private readonly Statement _bucketUploads = new(connection, "SELECT id FROM upload WHERE bucket = $bucket");

    private readonly Statement _oldUploads = new(connection, "SELECT id FROM upload WHERE begun_at < $at");

    private readonly Statement _putPart = new(
        connection,
        """
        INSERT INTO part (upload, number, file, bytes, etag, modified_at, checksum)
        VALUES ($upload, $number, $file, $bytes, $etag, $at, $checksum)
        ON CONFLICT DO UPDATE SET file = excluded.file, bytes = excluded.bytes, etag = excluded.etag,
          modified_at = excluded.modified_at, checksum = excluded.checksum
        """);

    private readonly Statement _partFile =
        new(connection, "SELECT file FROM part WHERE upload = $upload AND number = $number");

    private readonly Statement _partFiles = new(connection, "SELECT file FROM part WHERE upload = $upload");

    /// <summary>Reads what the transaction sees.</summary>
    public IndexReader Reader { get; } = new(connection);

    public T Commit<T>(Func<IndexWriter, T> work)
    {
        _transaction.Begin();
        try
        {
            var result = work(this);
            _transaction.Commit();
            return result;
        }
        catch
        {
            _transaction.Rollback();
            throw;
        }
    }

    public void CreateBucket(string name, string account, string region, DateTimeOffset at) =>
        _createBucket.Execute(name, account, region, Microseconds.Floor(at));

    public bool AnyObject(string bucket) => (long)_anyObject.Scalar(bucket)! != 0;

    public void DeleteBucket(string bucket) => _deleteBucket.Execute(bucket);

    public void PutObject(string bucket, StoredObject stored, string file) => _putObject.Execute(
        bucket,
        KeyBytes.Of(stored.Key),
        file,
        stored.Bytes,
        stored.ETag,
        Microseconds.Floor(stored.ModifiedAt),
        DetailsJson.Write(new ObjectDetails(stored.Headers, stored.Checksum), DetailsJson.Default.ObjectDetails));

    public void DeleteObject(string bucket, string key) => _deleteObject.Execute(bucket, KeyBytes.Of(key));

    public void BeginUpload(string bucket, StoredUpload upload) => _beginUpload.Execute(
        upload.Id,
        bucket,
        KeyBytes.Of(upload.Key),
        Microseconds.Floor(upload.BegunAt),
        DetailsJson.Write(upload.Options, DetailsJson.Default.UploadOptions));

    /// <summary>Writes a part and returns the file of the one that it replaces.</summary>
    public IReadOnlyList<string> PutPart(string upload, StoredPart part, string file)
    {
        var replaced = Strings(_partFile, upload, part.Number);
        _putPart.Execute(
            upload,
            part.Number,
            file,
            part.Bytes,
            part.ETag,
            Microseconds.Floor(part.ModifiedAt),
            DetailsJson.Write(part.Checksum, DetailsJson.Default.ObjectChecksum!));
        return replaced;
    }

    /// <summary>Deletes an upload with its parts and returns their files.</summary>
    public IReadOnlyList<string> DeleteUpload(string id)
    {
        var files = Strings(_partFiles, id);
        _deleteUpload.Execute(id);
        return files;
    }

    public IReadOnlyList<string> UploadsOf(string bucket) => Strings(_bucketUploads, bucket);

    public IReadOnlyList<string> UploadsBegunBefore(DateTimeOffset moment) =>
        Strings(_oldUploads, Microseconds.Ceiling(moment));

    public void Dispose()
    {
        Statement[] statements =
        [
            _createBucket, _deleteBucket, _anyObject, _putObject, _deleteObject, _beginUpload, _deleteUpload,
            _bucketUploads, _oldUploads, _putPart, _partFile, _partFiles,
        ];
        Array.ForEach(statements, statement => statement.Dispose());
        _transaction.Dispose();
        Reader.Dispose();
    }

    private static List<string> Strings(Statement query, params ReadOnlySpan<object> values)
    {
        var found = new List<string>();
        using var reader = query.Query(values);
        while (reader.Read())
        {
            found.Add(reader.GetString(0));
        }

        return found;
    }
}
