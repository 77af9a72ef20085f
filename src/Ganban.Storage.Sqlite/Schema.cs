using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Ganban.Storage.Sqlite;

/// <summary>
/// Brings a database to the schema of this version: numbered scripts, forward only, each in a transaction of its own
/// that also records it in the table <c>schema</c>. A script that was ever released is never edited.
/// </summary>
/// <param name="folder">The folder of the scripts, which are named NNNN.sql.</param>
/// <param name="version">Number of the newest script.</param>
internal sealed class Schema(string folder, int version)
{
    /// <summary>The resource database.</summary>
    public static Schema Resources { get; } = new("Migrations", 1);

    /// <summary>The index of the object store.</summary>
    public static Schema Objects { get; } = new("Objects.Migrations", 1);

    /// <summary>An index of vectors.</summary>
    public static Schema Vectors { get; } = new("Vectors.Migrations", 1);

    /// <summary>Number of the newest script.</summary>
    public int Version { get; } = version;

    public void Migrate(SqliteConnection connection, TimeProvider clock)
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

        for (var next = current + 1; next <= Version; next++)
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            Execute(connection, Script(folder, next));
            Execute(
                connection,
                "INSERT INTO schema (version, applied_at) VALUES ($version, $at)",
                next,
                clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
            transaction.Commit();
        }
    }

    /// <summary>Refuses a database whose schema is another version's.</summary>
    public void Require(SqliteConnection connection)
    {
        var current = ReadVersion(connection);
        if (current == 0)
        {
            throw NotReady(connection.DataSource);
        }

        if (current != Version)
        {
            throw new StoreOpenException(
                $"The database '{connection.DataSource}' is in use by another version of Ganban (schema {current}, this " +
                $"one's is {Version}). Use the same version, or stop the server.");
        }
    }

    /// <summary>Says that a database is only being made, by another process.</summary>
    public static StoreOpenException NotReady(string path, Exception? cause = null) =>
        new($"The server that uses the database '{path}' is starting. Try again in a moment.", cause);

    private static int ReadVersion(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COALESCE(MAX(version), 0) FROM schema";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static string Script(string folder, int version)
    {
        using var stream = typeof(Schema).Assembly.GetManifestResourceStream($"{folder}.{version:D4}")
            ?? throw new InvalidOperationException($"The migration {folder}/{version:D4}.sql is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static void Execute(SqliteConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using var statement = new Statement(connection, sql);
        statement.Execute(values);
    }
}
