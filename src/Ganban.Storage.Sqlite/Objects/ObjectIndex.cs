using Ganban.Storage.Objects;
using Microsoft.Data.Sqlite;

namespace Ganban.Storage.Sqlite.Objects;

/// <summary>
/// The index of the object store: which buckets there are, and which file holds the content of which key. One writer,
/// pooled readers. Safe for concurrent use.
/// </summary>
internal sealed class ObjectIndex : IAsyncDisposable
{
    private const int Readers = 4;
    private readonly StoreFolder _folder;
    private readonly IndexWriter _writer;
    private readonly SemaphoreSlim _mayWrite = new(1);
    private readonly ReaderPool<IndexReader> _readers;
    private int _isDisposed;

    private ObjectIndex(StoreFolder folder, IndexWriter writer, IReadOnlyCollection<IndexReader> readers)
    {
        (_folder, _writer) = (folder, writer);
        _readers = new ReaderPool<IndexReader>(readers);
    }

    public static ObjectIndex Open(string folder, TimeProvider clock)
    {
        var opened = StoreFolder.Open(folder, "objects.db");
        var owned = new Stack<IDisposable>([opened]);
        try
        {
            var connection = Connections.OpenWriter(opened.DatabasePath);
            owned.Push(connection);
            Schema.Objects.Migrate(connection, clock);
            var readers = new List<IndexReader>();
            for (var i = 0; i < Readers; i++)
            {
                readers.Add(new IndexReader(Connections.OpenReader(opened.DatabasePath)));
                owned.Push(readers[^1]);
            }

            var index = new ObjectIndex(opened, new IndexWriter(connection), readers);
            owned.Clear();
            return index;
        }
        catch (SqliteException e)
        {
            throw new StoreOpenException(
                $"The index of the objects '{opened.DatabasePath}' cannot be opened: {e.Message} If it is damaged, " +
                "restore a backup of its folder; the file is left as it is.",
                e);
        }
        finally
        {
            while (owned.TryPop(out var resource))
            {
                resource.Dispose();
            }
        }
    }

    public Task<T> Read<T>(Func<IndexReader, T> read, CancellationToken cancellationToken) =>
        _readers.ReadAsync(read, static (reader, read) => read(reader), cancellationToken);

    /// <summary>
    /// Does work in one transaction; when it returns, all of it is on the disk, when it throws, nothing.
    /// </summary>
    public async Task<T> Write<T>(Func<IndexWriter, T> work, CancellationToken cancellationToken)
    {
        await _mayWrite.WaitAsync(cancellationToken);
        try
        {
            return _writer.Commit(work);
        }
        catch (SqliteException e)
        {
            throw new IOException($"The index of the objects could not be written: {e.Message}", e);
        }
        finally
        {
            _mayWrite.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await _readers.DisposeAsync();
        await _mayWrite.WaitAsync(); // Later writes wait for ever; the host has ended all requests by now.
        _writer.Dispose();
        _folder.Dispose();
    }
}
