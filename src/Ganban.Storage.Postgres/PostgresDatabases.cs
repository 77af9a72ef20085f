using Npgsql;

namespace Ganban.Storage.Postgres;

/// <summary>The databases of a server, each with connections of its own. Safe for concurrent use.</summary>
internal sealed class PostgresDatabases(PostgresOptions options) : IAsyncDisposable
{
    private readonly Dictionary<string, NpgsqlDataSource> _opened = new(StringComparer.Ordinal);
    private readonly Lock _opening = new();

    /// <summary>
    /// Does work that may be done twice: a pooled connection may have died while nobody used it, or another caller have
    /// found that the database is not there.
    /// </summary>
    /// <exception cref="IOException">What <paramref name="failed"/> makes: the database refused or is away.</exception>
    public async Task<T> Use<T>(
        string database,
        Func<NpgsqlConnection, Task<T>> work,
        Func<Exception, IOException> failed,
        CancellationToken cancellationToken)
    {
        for (var isAgain = false; ; isAgain = true)
        {
            try
            {
                await using var connection = await Connect(database, cancellationToken);
                return await work(connection);
            }
            catch (Exception e) when (!isAgain && e is NpgsqlException { IsTransient: true } or ObjectDisposedException)
            {
                continue;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or ObjectDisposedException)
            {
                throw failed(e);
            }
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

    private async ValueTask<NpgsqlConnection> Connect(string database, CancellationToken cancellationToken)
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
                if (ReferenceEquals(_opened.GetValueOrDefault(database), opened))
                {
                    _opened.Remove(database);
                }
            }

            await opened.DisposeAsync();
            throw;
        }
    }
}
