using System.Text.Json;
using Ganban.Storage.Vectors;
using Microsoft.Data.Sqlite;

namespace Ganban.Storage.Sqlite.Vectors;

/// <summary>
/// An index in a file of its own. Vectors and metadata are in memory from the first search by a vector until it is
/// closed, texts and words are not: who only writes takes no memory for what it wrote. One writer, pooled readers; a
/// search sees one generation of the index, in the file and in memory. Safe for concurrent use.
/// </summary>
internal sealed class VectorFile : IAsyncDisposable
{
    private const int ReadersMax = 4;
    private readonly VectorWriter _writer;
    private readonly ReaderPool<VectorReader> _readers;
    private readonly GraphGrowth _growth;
    private readonly SemaphoreSlim _mayWrite = new(1);
    private VectorMemory? _memory;
    private int _dimensions;
    private int _generation;

    private VectorFile(
        VectorWriter writer, IReadOnlyCollection<VectorReader> readers, VectorReader first, string path, int graphMin)
    {
        _writer = writer;
        _readers = new ReaderPool<VectorReader>(readers);
        _dimensions = first.Setting(VectorReader.DimensionsSetting);
        _generation = first.Setting(VectorReader.GenerationSetting);
        _growth = new GraphGrowth(
            path + VectorSnapshot.Ending, graphMin, () => (_memory, _generation), _mayWrite);
    }

    /// <summary>Whether all was deleted and nothing came since.</summary>
    public bool IsCleared { get; private set; }

    /// <summary>Opens the index in a file; makes the file where there is none.</summary>
    public static VectorFile Open(string path, TimeProvider clock, int graphMin)
    {
        var owned = new Stack<IDisposable>();
        try
        {
            StoreFolder.Create(path, FileMode.OpenOrCreate, FileShare.ReadWrite).Dispose();
            var connection = Connections.OpenWriter(path);
            owned.Push(connection);
            Schema.Vectors.Migrate(connection, clock);
            var writer = new VectorWriter(connection);
            var readers = new List<VectorReader>();
            for (var i = 0; i < ReadersMax; i++)
            {
                readers.Add(new VectorReader(Connections.OpenReader(path)));
                owned.Push(readers[^1]);
            }

            var file = new VectorFile(writer, readers, readers[0], path, graphMin);
            owned.Clear();
            return file;
        }
        catch (SqliteException e)
        {
            throw new IOException($"The index '{path}' cannot be opened: {e.Message}", e);
        }
        finally
        {
            while (owned.TryPop(out var resource))
            {
                resource.Dispose();
            }
        }
    }

    public Task Put(VectorDocument document, CancellationToken cancellationToken)
    {
        var dimensions = document.Passages.SelectMany(passage => passage.Vectors).FirstOrDefault().Length;
        var passages = document.Passages.Select(passage => UnitVectors.Of(passage, dimensions)).ToArray();
        return Write(
            () =>
            {
                Check(dimensions, _dimensions);
                var change = new MemoryChange(_memory);
                try
                {
                    _writer.Replace(document, passages, dimensions, written =>
                    {
                        change.Bury(written.Old, written.Generation);
                        change.Add(written, document, passages);
                    });
                }
                catch
                {
                    change.Undo();
                    throw;
                }

                _dimensions = dimensions > 0 ? dimensions : _dimensions;
                IsCleared = false;
                Settle(change);
                return true;
            },
            cancellationToken);
    }

    public Task<bool> Describe(
        string document,
        IReadOnlyDictionary<string, JsonElement> metadata,
        CancellationToken cancellationToken) => Write(
        () =>
        {
            var json = VectorJson.Write(metadata);
            if (_writer.Describe(document, json) is not var (id, generation))
            {
                return false;
            }

            _generation = generation;
            _memory?.Describe(id, json);
            return true;
        },
        cancellationToken);

    public Task<bool> Delete(IReadOnlyList<string> documents, CancellationToken cancellationToken) => Write(
        () =>
        {
            var change = new MemoryChange(_memory);
            try
            {
                var wasThere = _writer.Delete(documents, (id, generation) => change.Bury(id, generation));
                Settle(change);
                return wasThere;
            }
            catch
            {
                change.Undo();
                throw;
            }
        },
        cancellationToken);

    public Task Clear(CancellationToken cancellationToken) => Write(
        () =>
        {
            _generation = _writer.Clear();
            Volatile.Write(ref _memory, null);
            _dimensions = 0;
            IsCleared = true;
            return true;
        },
        cancellationToken);

    public async Task<IReadOnlyList<VectorMatch>> Search(VectorQuery query, CancellationToken cancellationToken)
    {
        while (true)
        {
            var found = await _readers.ReadAsync(
                (File: this, Query: query, Token: cancellationToken),
                static (reader, state) => state.File.Search(reader, state.Query, state.Token),
                cancellationToken);
            if (found is not null)
            {
                return found;
            }

            await Load(cancellationToken);
        }
    }

    /// <summary>Waits until the vectors are in memory, and all of them in the graph if there is to be one.</summary>
    public async Task Settle(CancellationToken cancellationToken)
    {
        await Load(cancellationToken);
        await _growth.Running;
    }

    public async ValueTask DisposeAsync()
    {
        await _readers.DisposeAsync();
        await _growth.DisposeAsync();
        await _mayWrite.WaitAsync();
        if (!IsCleared)
        {
            _growth.Save();
        }

        _writer.Dispose();
        _mayWrite.Dispose();
    }

    private async Task Load(CancellationToken cancellationToken)
    {
        await _mayWrite.WaitAsync(cancellationToken);
        try
        {
            if (_memory is null && _dimensions > 0)
            {
                var memory = await Task.Run(
                    () => _readers.ReadAsync(this, static (reader, file) => file.Load(reader), cancellationToken),
                    cancellationToken);
                Volatile.Write(ref _memory, memory);
                _growth.Continue(memory);
            }
        }
        finally
        {
            _mayWrite.Release();
        }
    }

    private VectorMemory Load(VectorReader reader)
    {
        var saved = _growth.Load(_dimensions);
        var memory = saved?.Memory ?? new VectorMemory(_dimensions, _generation);
        if (saved?.Generation != _generation)
        {
            reader.Update(memory, _generation);
        }

        return memory;
    }

    // Null where what the reader sees can't be searched in memory: it is not there yet, or was made since it began.
    private List<VectorMatch>? Search(VectorReader reader, VectorQuery query, CancellationToken cancellationToken)
    {
        var generation = reader.Begin();
        try
        {
            var memory = Volatile.Read(ref _memory);
            var isSearchable = query.Vector is null
                || (memory is null
                    ? reader.Setting(VectorReader.DimensionsSetting) == 0
                    : generation >= memory.Oldest);
            return isSearchable ? Search(reader, memory, generation, query, cancellationToken) : null;
        }
        finally
        {
            reader.End();
        }
    }

    private static List<VectorMatch> Search(
        VectorReader reader,
        VectorMemory? memory,
        int generation,
        VectorQuery query,
        CancellationToken cancellationToken)
    {
        var isHybrid = query.Vector is not null && query.Text is not null;
        var depth = isHybrid ? ScoreFusion.Depth(query.Count) : query.Count;
        IReadOnlyList<(long Passage, double Score)> near = [];
        if (query.Vector is { } vector && memory is not null)
        {
            Check(vector.Length, memory.Slots.Dimensions);
            using var filter = new SlotFilter(memory.Slots, generation, query.Filter);
            near = [.. memory.Nearest.Find(UnitVectors.Of(vector.Span), depth, filter, cancellationToken)
                .Select(item => (item.Passage, (double)Math.Clamp(item.Score, 0, 1)))];
        }

        var worded = query.Text is { } text ? reader.ByWords(text, query.Filter, depth, cancellationToken) : [];
        var found = isHybrid
            ? ScoreFusion.Of(near, worded)
            : near.Concat(worded);
        return [.. found.Take(query.Count).Select(item => reader.Match(item.Item1, item.Item2)).OfType<VectorMatch>()];
    }

    private void Settle(MemoryChange change)
    {
        _generation = Math.Max(_generation, change.Generation);
        if (_memory is not null)
        {
            change.Count();
            Volatile.Write(ref _memory, _growth.WithoutTooManyDead(_memory, _generation));
            _growth.Continue(_memory);
        }
    }

    private async Task<bool> Write(Func<bool> work, CancellationToken cancellationToken)
    {
        await _mayWrite.WaitAsync(cancellationToken);
        try
        {
            return work();
        }
        catch (SqliteException e)
        {
            throw new IOException($"The index could not be written: {e.Message}", e);
        }
        finally
        {
            _mayWrite.Release();
        }
    }

    private static void Check(int dimensions, int present)
    {
        if (dimensions > 0 && present > 0 && dimensions != present)
        {
            throw new ArgumentException(
                $"The vector has {dimensions} dimensions, those of the index have {present}.", nameof(dimensions));
        }
    }
}
