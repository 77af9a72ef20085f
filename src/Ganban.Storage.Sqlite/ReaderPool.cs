using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Ganban.Storage.Sqlite;

/// <summary>
/// A fixed number of read connections; a caller waits when all are in use. Reads run on the caller's thread: they take
/// microseconds, less than handing them over would.
/// </summary>
/// <typeparam name="TConnection">What reads on a connection.</typeparam>
internal sealed class ReaderPool<TConnection> : IAsyncDisposable
    where TConnection : IDisposable
{
    private readonly ConcurrentBag<TConnection> _idle;
    private readonly SemaphoreSlim _free;
    private readonly int _count;
    private volatile bool _isDisposed;

    public ReaderPool(IReadOnlyCollection<TConnection> connections)
    {
        _idle = [.. connections];
        _count = connections.Count;
        _free = new SemaphoreSlim(_count);
    }

    public async Task<T> ReadAsync<TState, T>(
        TState state, Func<TConnection, TState, T> read, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(ReaderPool<TConnection>));
            if (!_idle.TryTake(out var connection))
            {
                throw new InvalidOperationException("The pool holds fewer readers than it has permits.");
            }

            try
            {
                return read(connection, state);
            }
            catch (SqliteException e)
            {
                throw new IOException($"The database could not be read: {e.Message}", e);
            }
            finally
            {
                _idle.Add(connection);
            }
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Waits for the reads under way, then closes the connections. Later reads are refused.</summary>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        for (var i = 0; i < _count; i++)
        {
            await _free.WaitAsync();
        }

        while (_idle.TryTake(out var connection))
        {
            connection.Dispose();
        }

        // Callers that come too late wait here no more than it takes to learn that the pool is closed.
        _free.Release(_count);
    }
}
