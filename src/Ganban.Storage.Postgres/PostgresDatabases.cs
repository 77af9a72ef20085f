using Npgsql;

namespace Ganban.Storage.Postgres;

/// <summary>The databases of a server, each with connections of its own. Safe for concurrent use.</summary>
internal sealed class PostgresDatabases(PostgresOptions options) : IAsyncDisposable
{
    private readonly Dictionary<string, NpgsqlDataSource> _opened = new(StringComparer.Ordinal);
    private readonly Lock _opening = new();

    /// <summary>A connection to a database.</summary>
    public async ValueTask<NpgsqlConnection> Connect(string database, CancellationToken cancellationToken)
    {
        NpgsqlDataSource? opened;
        lock (_opening)
        {
            if (!_opened.TryGetValue(database, out opened))
            {
                _opened[database] = opened = options.Open(database);
            }
        }

        try
        {
            return await opened.OpenConnectionAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            // Callers may name databases that are not there; nothing of these is kept, and no connection is open.
            lock (_opening)
            {
                _opened.Remove(database);
            }

            throw;
        }
    }

    /// <summary>Closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var opened in _opened.Values)
        {
            await opened.DisposeAsync();
        }
    }
}
