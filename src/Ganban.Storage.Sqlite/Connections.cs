using Microsoft.Data.Sqlite;

namespace Ganban.Storage.Sqlite;

/// <summary>Opens connections with the settings that the store's promises rest on.</summary>
internal static class Connections
{
    private const int BusySeconds = 10;

    public static SqliteConnection OpenWriter(string path) =>
        Open(
            path,
            // FULL: a commit returns after the log is on the disk. fullfsync asks the same of Apple's disks.
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA fullfsync = ON;
            PRAGMA checkpoint_fullfsync = ON;
            PRAGMA journal_size_limit = 67108864;
            PRAGMA cache_size = -4096;
            PRAGMA temp_store = MEMORY;
            """);

    public static SqliteConnection OpenReader(string path) =>
        Open(path, "PRAGMA query_only = ON; PRAGMA cache_size = -2048; PRAGMA temp_store = MEMORY;");

    private static SqliteConnection Open(string path, string settings)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            ForeignKeys = true,
            DefaultTimeout = BusySeconds,
        }.ToString());
        try
        {
            connection.Open();
            Run(connection, $"PRAGMA busy_timeout = {BusySeconds * 1000}; PRAGMA trusted_schema = OFF;" + settings);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
