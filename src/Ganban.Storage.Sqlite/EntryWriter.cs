using Microsoft.Data.Sqlite;

namespace Ganban.Storage.Sqlite;

/// <summary>Writes the append-only streams, inside the write connection's transaction.</summary>
internal sealed class EntryWriter(SqliteConnection connection) : IDisposable
{
    private readonly Statement _append = new(
        connection,
        """
        INSERT INTO stream_entry (account, region, stream, sequence, at, payload)
        SELECT $account, $region, $stream, COALESCE(MAX(sequence), 0) + 1, $at, $payload FROM stream_entry
        WHERE account = $account AND region = $region AND stream = $stream
        RETURNING sequence
        """);

    private readonly Statement _delete = new(
        connection, "DELETE FROM stream_entry WHERE account = $account AND region = $region AND stream = $stream");

    public long Append(Write.AppendEntry write, long at) =>
        (long)_append.Scalar(
            write.Tenant.Account, write.Tenant.Region, write.Stream, at, Statement.Blob(write.Payload))!;

    public long Delete(Write.DeleteStream write) =>
        _delete.Execute(write.Tenant.Account, write.Tenant.Region, write.Stream);

    public void Dispose()
    {
        _append.Dispose();
        _delete.Dispose();
    }
}
