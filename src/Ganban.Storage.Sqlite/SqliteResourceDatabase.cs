using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Ganban.Storage.Sqlite;

/// <summary>
/// A resource database in one SQLite file: write-ahead log with full synchronisation, one writer with group commit,
/// pooled readers. One server uses a folder at a time; commands may use it beside that one. Safe for concurrent use.
/// </summary>
public sealed class SqliteResourceDatabase : IResourceDatabase
{
    // SQLITE_ERROR for a table that is absent, SQLITE_BUSY, SQLITE_CANTOPEN for a file that is.
    private static readonly int[] s_notReady = [1, 5, 14];
    private readonly StoreFolder _folder;
    private readonly WriteQueue _writes;
    private readonly ReaderPool<ReadConnection> _reads;
    private int _isDisposed;

    private SqliteResourceDatabase(StoreFolder folder, SqliteConnection writer, List<ReadConnection> readers)
    {
        _folder = folder;
        using (var key = new Statement(writer, "SELECT page_token_key FROM store"))
        {
            PageTokenKey = key.Scalar() as byte[] ?? throw Schema.NotReady(folder.DatabasePath);
        }

        _writes = new WriteQueue(new WriteConnection(writer));
        _reads = new ReaderPool<ReadConnection>(readers);
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> PageTokenKey { get; }

    /// <summary>
    /// Opens the database in a folder. Creates both where they are absent, for the owner's eyes only (0700, 0600), and
    /// brings an older database to this version's schema.
    /// </summary>
    /// <exception cref="StoreOpenException">
    /// Another process uses the folder, the database is of a newer version or no database at all, or the folder cannot
    /// be used.
    /// </exception>
    public static SqliteResourceDatabase Open(string folder, TimeProvider clock) =>
        Open(folder, clock, mayVisit: false);

    /// <summary>
    /// Opens the database in a folder for a short while: beside the server that uses it where there is one, else as
    /// <see cref="Open(string, TimeProvider)"/> does. What is written is seen by both at once.
    /// </summary>
    /// <exception cref="StoreOpenException">
    /// The database is another version's or no database at all, or the folder cannot be used.
    /// </exception>
    public static SqliteResourceDatabase OpenBeside(string folder, TimeProvider clock) =>
        Open(folder, clock, mayVisit: true);

    private static SqliteResourceDatabase Open(string folder, TimeProvider clock, bool mayVisit)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(clock);
        var opened = StoreFolder.Open(folder, "ganban.db", mayVisit);
        var owned = new Stack<IDisposable>([opened]);
        try
        {
            var writer = Connections.OpenWriter(opened.DatabasePath);
            owned.Push(writer);
            if (opened.IsVisited)
            {
                Schema.Resources.Require(writer);
            }
            else
            {
                Schema.Resources.Migrate(writer, clock);
                CreatePageTokenKey(writer);
            }

            var readers = new List<ReadConnection>();
            for (var i = Math.Clamp(Environment.ProcessorCount, 2, 16); i > 0; i--)
            {
                readers.Add(new ReadConnection(Connections.OpenReader(opened.DatabasePath)));
                owned.Push(readers[^1]);
            }

            var database = new SqliteResourceDatabase(opened, writer, readers);
            owned.Clear();
            return database;
        }
        catch (SqliteException e) when (opened.IsVisited && s_notReady.Contains(e.SqliteErrorCode))
        {
            throw Schema.NotReady(opened.DatabasePath, e);
        }
        catch (SqliteException e)
        {
            throw new StoreOpenException(
                $"The database '{opened.DatabasePath}' cannot be opened: {e.Message} If it is damaged, restore a " +
                "backup; the file is left as it is.",
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

    /// <inheritdoc/>
    public Task<WriteResult> CommitAsync(WriteBatch batch, CancellationToken cancellationToken) =>
        _writes.CommitAsync(batch, cancellationToken);

    /// <inheritdoc/>
    public Task<RawDocument?> GetAsync(DocumentKey key, CancellationToken cancellationToken) =>
        _reads.ReadAsync(key, static (reader, key) => reader.Get(key), cancellationToken);

    /// <inheritdoc/>
    public Task<RawPage> ListAsync(ListScan scan, CancellationToken cancellationToken) =>
        _reads.ReadAsync(scan, static (reader, scan) => reader.List(scan), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, string>> GetTagsAsync(
        Tenant tenant, string arn, CancellationToken cancellationToken) =>
        _reads.ReadAsync((tenant, arn), static (reader, of) => reader.GetTags(of.tenant, of.arn), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> FindTaggedAsync(
        Tenant tenant, string key, string? value, string? afterArn, int count, CancellationToken cancellationToken) =>
        _reads.ReadAsync(
            (tenant, key, value, afterArn, count),
            static (reader, find) => reader.FindTagged(find.tenant, find.key, find.value, find.afterArn, find.count),
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StreamEntry>> ReadStreamAsync(
        Tenant tenant, string stream, long from, int count, CancellationToken cancellationToken) =>
        _reads.ReadAsync(
            (tenant, stream, from, count),
            static (reader, part) => reader.ReadStream(part.tenant, part.stream, part.from, part.count),
            cancellationToken);

    /// <summary>Finishes the reads under way and the writes in the queue, then closes and frees the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            await _reads.DisposeAsync();
            await _writes.DisposeAsync();
            _folder.Dispose();
        }
    }

    private static void CreatePageTokenKey(SqliteConnection writer)
    {
        using var insert = new Statement(
            writer,
            "INSERT INTO store (only_row, last_revision, page_token_key) VALUES (1, 0, $key) ON CONFLICT DO NOTHING");
        insert.Execute(RandomNumberGenerator.GetBytes(32));
    }
}
