using Microsoft.Data.Sqlite;

namespace Ganban.Storage.Sqlite;

/// <summary>One connection that reads, used by one caller at a time.</summary>
internal sealed class ReadConnection(SqliteConnection connection) : IDisposable
{
    // A page ends early rather than hold more than this, so that a page of large documents stays bounded.
    private const int PageBytesMax = 32 << 20;

    private readonly Statement _get = new(connection, DocumentRow.Get);

    private readonly Statement _tags = new(
        connection,
        "SELECT key, value FROM tag WHERE account = $account AND region = $region AND arn = $arn ORDER BY key");

    private readonly Statement _tagged = new(
        connection,
        """
        SELECT arn FROM tag
        WHERE account = $account AND region = $region AND key = $key AND arn > $after AND ($any OR value = $value)
        ORDER BY arn LIMIT $count
        """);

    private readonly Statement _entries = new(
        connection,
        """
        SELECT sequence, at, payload FROM stream_entry
        WHERE account = $account AND region = $region AND stream = $stream AND sequence >= $from
        ORDER BY sequence LIMIT $count
        """);

    public RawDocument? Get(DocumentKey key) =>
        DocumentRow.ReadOne(_get.Query(key.Tenant.Account, key.Tenant.Region, key.Kind, key.Id, key.Version));

    public RawPage List(ListScan scan)
    {
        var (sql, values) = ListSql.Build(scan);
        using var statement = new Statement(connection, sql);
        using var reader = statement.Query([.. values]);
        var documents = new List<RawDocument>();
        long bytes = 0;
        while (reader.Read())
        {
            if (documents.Count == scan.Query.PageSize || bytes > PageBytesMax)
            {
                return new RawPage(documents, More: true);
            }

            documents.Add(DocumentRow.Read(reader));
            bytes += documents[^1].Json.Length;
        }

        return new RawPage(documents, More: false);
    }

    public IReadOnlyDictionary<string, string> GetTags(Tenant tenant, string arn)
    {
        var tags = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        using var reader = _tags.Query(tenant.Account, tenant.Region, arn);
        while (reader.Read())
        {
            tags.Add(reader.GetString(0), reader.GetString(1));
        }

        return tags;
    }

    public IReadOnlyList<string> FindTagged(Tenant tenant, string key, string? value, string? afterArn, int count)
    {
        var arns = new List<string>();
        using var reader = _tagged.Query(
            tenant.Account, tenant.Region, key, afterArn ?? "", value is null ? 1 : 0, value ?? "", count);
        while (reader.Read())
        {
            arns.Add(reader.GetString(0));
        }

        return arns;
    }

    public IReadOnlyList<StreamEntry> ReadStream(Tenant tenant, string stream, long from, int count)
    {
        var entries = new List<StreamEntry>();
        long bytes = 0;
        using var reader = _entries.Query(tenant.Account, tenant.Region, stream, from, count);
        while (bytes <= PageBytesMax && reader.Read())
        {
            entries.Add(new StreamEntry(
                reader.GetInt64(0), Microseconds.ToTime(reader.GetInt64(1)), reader.GetFieldValue<byte[]>(2)));
            bytes += entries[^1].Payload.Length;
        }

        return entries;
    }

    public void Dispose()
    {
        _get.Dispose();
        _tags.Dispose();
        _tagged.Dispose();
        _entries.Dispose();
        connection.Dispose();
    }
}
