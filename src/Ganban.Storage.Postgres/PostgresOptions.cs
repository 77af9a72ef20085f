using Npgsql;

namespace Ganban.Storage.Postgres;

/// <summary>How a PostgreSQL server is reached.</summary>
/// <param name="Connection">Npgsql's connection string, without a database.</param>
/// <param name="Password">The password; null where the connection string needs none beside it.</param>
/// <param name="ConnectionsMax">The most connections to each of its databases.</param>
public sealed record PostgresOptions(string Connection, string? Password, int ConnectionsMax)
{
    /// <summary>What is wrong with a connection string; null if nothing is.</summary>
    public static string? Problem(string connection)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connection).Host is { Length: > 0 } ? null : "It names no Host.";
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return e.Message;
        }
    }

    internal NpgsqlDataSource Open(string database)
    {
        var settings = new NpgsqlConnectionStringBuilder(Connection)
        {
            Database = database,
            MaxPoolSize = ConnectionsMax,
            ApplicationName = "ganban",
            IncludeErrorDetail = false,
        };
        if (Password is not null)
        {
            settings.Password = Password;
        }

        return NpgsqlDataSource.Create(settings);
    }
}
