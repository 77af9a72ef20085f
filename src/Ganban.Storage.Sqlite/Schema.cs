using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Ganban.Storage.Sqlite;

/// <summary>
/// Brings a database to the schema of this version: numbered scripts, forward only, each in a transaction of its own
/// that also records it in the table <c>schema</c>. A script that was ever released is never edited.
/// </summary>
internal static class Schema
{
    /// <summary>Number of the newest script, Migrations/NNNN.sql.</summary>
    public const int Version = 1;

    public static void Migrate(SqliteConnection connection, TimeProvider clock)
    {
        Execute(
            connection,
            "CREATE TABLE IF NOT EXISTS schema (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL) STRICT");
        var current = ReadVersion(connection);
        if (current > Version)
        {
            throw new StoreOpenException(
                $"The database '{connection.DataSource}' has schema {current} of a newer Ganban; this one knows up " +
                $"to {Version}. Start the newer version, or restore a backup made before the upgrade.");
        }

        for (var version = current + 1; version <= Version; version++)
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            Execute(connection, Script(version));
            Execute(
                connection,
                "INSERT INTO schema (version, applied_at) VALUES ($version, $at)",
                version,
                clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
            transaction.Commit();
        }

        Execute(
            connection,
            "INSERT INTO store (only_row, last_revision, page_token_key) VALUES (1, 0, $key) ON CONFLICT DO NOTHING",
            RandomNumberGenerator.GetBytes(32));
    }

    private static int ReadVersion(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COALESCE(MAX(version), 0) FROM schema";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static string Script(int version)
    {
        using var stream = typeof(Schema).Assembly.GetManifestResourceStream($"{version:D4}")
            ?? throw new InvalidOperationException($"The migration {version:D4}.sql is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static void Execute(SqliteConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using var statement = new Statement(connection, sql);
        statement.Execute(values);
    }
}
