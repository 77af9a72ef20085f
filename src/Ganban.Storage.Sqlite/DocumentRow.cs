using Microsoft.Data.Sqlite;

namespace Ganban.Storage.Sqlite;

/// <summary>The one place that turns a row of the document table into a <see cref="RawDocument"/>.</summary>
internal static class DocumentRow
{
    public const string Columns =
        "account, region, kind, id, version, name, parent, created_at, updated_at, revision, ordinal, json";

    public const string AtKey =
        "account = $account AND region = $region AND kind = $kind AND id = $id AND version = $version";

    public const string Get = $"SELECT {Columns} FROM document WHERE {AtKey}";

    public static RawDocument? ReadOne(SqliteDataReader reader)
    {
        using (reader)
        {
            return reader.Read() ? Read(reader) : null;
        }
    }

    public static RawDocument Read(SqliteDataReader reader) =>
        new(
            new DocumentKey(
                new Tenant(reader.GetString(0), reader.GetString(1)),
                reader.GetString(2),
                reader.GetString(3),
                reader.GetString(4)),
            reader.GetFieldValue<byte[]>(11),
            NullIfEmpty(reader.GetString(5)),
            NullIfEmpty(reader.GetString(6)),
            Microseconds.ToTime(reader.GetInt64(7)),
            Microseconds.ToTime(reader.GetInt64(8)),
            reader.GetInt64(9),
            reader.GetInt64(10));

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
