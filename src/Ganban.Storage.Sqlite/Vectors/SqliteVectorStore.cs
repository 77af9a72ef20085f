using System.Text.Json;
using Ganban.Storage.Vectors;

namespace Ganban.Storage.Sqlite.Vectors;

/// <summary>
/// Keeps every index in a SQLite file below a folder, and the most recently used ones open. A search looks at all
/// vectors of a small index, and goes through a graph (<see cref="HnswGraph"/>) of a large one. Safe for concurrent
/// use; one process uses a folder at a time.
/// </summary>
public sealed class SqliteVectorStore : IVectorStore, IAsyncDisposable
{
    /// <summary>The fewest vectors that have a graph, unless a store is made with another number.</summary>
    public const int GraphMin = 20_000;

    private readonly string _folder;
    private readonly int _openMax;
    private readonly TimeProvider _clock;
    private readonly int _graphMin;
    private readonly Lock _gate = new();
    private readonly Dictionary<VectorIndex, Entry> _entries = [];
    private readonly Dictionary<VectorIndex, Task> _closing = [];
    private long _uses;

    /// <summary>A store in a folder.</summary>
    /// <param name="folder">The folder; made when it is needed.</param>
    /// <param name="openMax">How many indexes stay open while nobody uses them.</param>
    /// <param name="clock">Tells when a file was made.</param>
    /// <param name="graphMin">The fewest vectors that have a graph.</param>
    public SqliteVectorStore(string folder, int openMax, TimeProvider clock, int graphMin = GraphMin) =>
        (_folder, _openMax, _clock, _graphMin) = (Path.GetFullPath(folder), openMax, clock, graphMin);

    /// <inheritdoc/>
    public Task Check(VectorIndex index, int? dimensions, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task Put(VectorIndex index, VectorDocument document, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        await Use(index, file => file.Put(document, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<bool> Describe(
        VectorIndex index,
        string document,
        IReadOnlyDictionary<string, JsonElement> metadata,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(metadata);
        var found = false;
        await Use(index, async file => found = await file.Describe(document, metadata, cancellationToken));
        return found;
    }

    /// <inheritdoc/>
    public async Task<bool> Delete(VectorIndex index, string document, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        var found = false;
        await Use(index, async file => found = await file.Delete([document], cancellationToken));
        return found;
    }

    /// <inheritdoc/>
    public Task Delete(VectorIndex index, IReadOnlyList<string> documents, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(documents);
        return File.Exists(PathOf(index))
            ? Use(index, file => file.Delete(documents, cancellationToken))
            : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Drop(VectorIndex index, CancellationToken cancellationToken)
    {
        if (!File.Exists(PathOf(index)))
        {
            return Task.CompletedTask;
        }

        return Use(index, file => file.Clear(cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<VectorMatch>> Search(
        VectorIndex index, VectorQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Count, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Count, VectorQuery.CountMax, nameof(query));
        IReadOnlyList<VectorMatch> found = [];
        if (File.Exists(PathOf(index)))
        {
            await Use(index, async file => found = await file.Search(query, cancellationToken));
        }

        return found;
    }

    /// <summary>Waits until an index is in memory, as for a search, and its graph has all its vectors.</summary>
    public Task Settle(VectorIndex index, CancellationToken cancellationToken) =>
        Use(index, file => file.Settle(cancellationToken));

    /// <summary>Closes all indexes; nobody may use the store any more.</summary>
    public async ValueTask DisposeAsync()
    {
        List<Entry> entries;
        lock (_gate)
        {
            entries = [.. _entries.Values];
            _entries.Clear();
        }

        foreach (var entry in entries.Where(entry => !entry.File.IsFaulted))
        {
            await (await entry.File).DisposeAsync();
        }
    }

    private async Task Use(VectorIndex index, Func<VectorFile, Task> work)
    {
        var path = PathOf(index);
        Entry? entry;
        lock (_gate)
        {
            if (!_entries.TryGetValue(index, out entry))
            {
                var before = _closing.GetValueOrDefault(index, Task.CompletedTask);
                _entries[index] = entry = new Entry(Task.Run(() => Open(path, before)));
            }

            entry.Users++;
            entry.LastUse = ++_uses;
        }

        try
        {
            await work(entry.Opened = await entry.File);
        }
        finally
        {
            await Release(index, entry);
        }
    }

    // Closes what is too much, and what can't be used or holds nothing any more.
    private Task Release(VectorIndex index, Entry entry)
    {
        lock (_gate)
        {
            entry.Users--;
            var excess = _entries.Count - _openMax;
            var idle = _entries.Where(item => item.Value.Users == 0).OrderBy(item => item.Value.LastUse);
            var closing = idle
                .Where((item, order) => order < excess || (item.Key == index && item.Value.IsOver))
                .ToList();
            foreach (var (key, value) in closing)
            {
                _entries.Remove(key);
                _closing[key] = Task.Run(() => Close(key, value));
            }

            return Task.WhenAll(closing.Select(item => _closing[item.Key]));
        }
    }

    private async Task Close(VectorIndex index, Entry entry)
    {
        if (!entry.File.IsFaulted)
        {
            var file = await entry.File;
            await file.DisposeAsync();
            foreach (var end in file.IsCleared ? ["", "-wal", "-shm", VectorSnapshot.Ending] : Array.Empty<string>())
            {
                File.Delete(PathOf(index) + end);
            }
        }

        lock (_gate)
        {
            _closing.Remove(index);
        }
    }

    private async Task<VectorFile> Open(string path, Task before)
    {
        await before;
        StoreFolder.CreateFolder(_folder);
        return VectorFile.Open(path, _clock, _graphMin);
    }

    private string PathOf(VectorIndex index)
    {
        var name = $"{index.Tenant.Account}.{index.Tenant.Region}.{index.Name}";
        return name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.') && index.Name.Length is > 0 and <= 64
            ? Path.Combine(_folder, name + ".db")
            : throw new ArgumentException($"'{name}' can't be the name of an index.", nameof(index));
    }

    private sealed class Entry(Task<VectorFile> file)
    {
        public Task<VectorFile> File { get; } = file;

        public int Users { get; set; }

        public long LastUse { get; set; }

        public VectorFile? Opened { get; set; }

        public bool IsOver => File.IsFaulted || Opened?.IsCleared == true;
    }
}
