using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Ganban.Storage.Sqlite;

/// <summary>
/// Group commit: callers queue batches, one loop applies all that are waiting in one transaction and acknowledges them
/// after its COMMIT, so that many small writes share one wait for the disk. Each batch has a savepoint of its own: one
/// that clashes or conflicts takes no other with it. An error of SQLite itself (disk full, I/O, damage) leaves the
/// transaction in doubt, so it fails all of the group.
/// </summary>
internal sealed class WriteQueue : IAsyncDisposable
{
    private const int QueuedMax = 1024;
    private const int GroupMax = 256;

    private readonly Channel<PendingCommit> _queue = Channel.CreateBounded<PendingCommit>(
        new BoundedChannelOptions(QueuedMax) { SingleReader = true });

    private readonly WriteConnection _connection;
    private readonly Task _loop;

    public WriteQueue(WriteConnection connection)
    {
        _connection = connection;
        _loop = Task.Run(RunAsync);
    }

    public async Task<WriteResult> CommitAsync(WriteBatch batch, CancellationToken cancellationToken)
    {
        var pending = new PendingCommit(batch);
        try
        {
            await _queue.Writer.WriteAsync(pending, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteResourceDatabase));
        }

        using var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((PendingCommit)state!).Cancel(token), pending);
        return await pending.Completion;
    }

    /// <summary>Takes no more batches and returns when those in the queue are written.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
        _connection.Dispose();
    }

    private async Task RunAsync()
    {
        var group = new List<PendingCommit>(GroupMax);
        while (await _queue.Reader.WaitToReadAsync())
        {
            try
            {
                CommitWaiting(group);
            }
            catch (Exception e)
            {
                _connection.Rollback();
                var failure = new IOException($"The database could not be written: {e.Message}", e);
                group.ForEach(pending => pending.Fail(failure));
            }

            group.Clear();
        }
    }

    private void CommitWaiting(List<PendingCommit> group)
    {
        while (group.Count < GroupMax && _queue.Reader.TryRead(out var pending))
        {
            if (!pending.TryStart())
            {
                continue;
            }

            if (group.Count == 0)
            {
                group.Add(pending);
                _connection.Begin();
            }
            else
            {
                group.Add(pending);
            }

            Apply(pending);
        }

        if (group.Count > 0)
        {
            _connection.Commit();
            group.ForEach(pending => pending.Acknowledge());
        }
    }

    private void Apply(PendingCommit pending)
    {
        try
        {
            pending.Note(_connection.Apply(pending.Batch));
        }
        catch (Exception e) when (e is not SqliteException)
        {
            pending.Note(e);
        }
    }
}
