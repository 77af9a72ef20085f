using System.Numerics.Tensors;
using System.Text.Json;
using Ganban.Storage.Vectors;
using Microsoft.Data.Sqlite;

namespace Ganban.Storage.Sqlite.Vectors;

/// <summary>
/// An index in a file of its own. Vectors and metadata are in memory as long as it is open, texts and words are not.
/// One writer, pooled readers; a search sees one generation of the index, in the file and in memory. Safe for
/// concurrent use.
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
        var snapshot = path + VectorSnapshot.Ending;
        var saved = _dimensions > 0 ? VectorSnapshot.Load(snapshot, _dimensions) : null;
        if (_dimensions > 0)
        {
            _memory = saved?.Memory ?? new VectorMemory(_dimensions, _generation);
            if (saved?.Generation != _generation)
            {
                first.Update(_memory, _generation);
            }
        }

        _growth = new GraphGrowth(snapshot, graphMin, saved, () => (_memory, _generation), _mayWrite);
        _growth.Continue(_memory);
    }

    /// <summary>Whether all was deleted and nothing came since.</summary>
    public bool IsCleared { get; private set; }

    /// <summary>Done when the graph has all vectors that are there.</summary>
    public Task GraphIsReady => _growth.Running;

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
        var passages = document.Passages.Select(passage => Unit(passage, dimensions)).ToArray();
        return Write(
            () =>
            {
                Check(dimensions);
                if (_dimensions == 0 && dimensions > 0)
                {
                    Volatile.Write(ref _memory, new VectorMemory(dimensions, _generation));
                }

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

    public Task<IReadOnlyList<VectorMatch>> Search(VectorQuery query, CancellationToken cancellationToken) =>
        _readers.ReadAsync(
            (File: this, Query: query, Token: cancellationToken),
            static (reader, state) => state.File.Search(reader, state.Query, state.Token),
            cancellationToken);

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

    private IReadOnlyList<VectorMatch> Search(
        VectorReader reader, VectorQuery query, CancellationToken cancellationToken)
    {
        while (true)
        {
            var generation = reader.Begin();
            try
            {
                // What is too new for this reader was made since it began.
                var memory = Volatile.Read(ref _memory);
                if (memory is null || generation >= memory.Oldest)
                {
                    return Search(reader, memory, generation, query, cancellationToken);
                }
            }
            finally
            {
                reader.End();
            }
        }
    }

    private List<VectorMatch> Search(
        VectorReader reader,
        VectorMemory? memory,
        int generation,
        VectorQuery query,
        CancellationToken cancellationToken)
    {
        var isHybrid = query.Vector is not null && query.Text is not null;
        var depth = isHybrid ? RankFusion.Depth(query.Count) : query.Count;
        IReadOnlyList<(long Passage, double Score)> near = [];
        if (query.Vector is { } vector && memory is not null)
        {
            Check(vector.Length);
            using var filter = new SlotFilter(memory.Slots, generation, query.Filter);
            near = [.. memory.Nearest.Find(Unit(vector.Span), depth, filter, cancellationToken)
                .Select(item => (item.Passage, (double)Math.Clamp(item.Score, 0, 1)))];
        }

        var worded = query.Text is { } text ? reader.ByWords(text, query.Filter, depth, cancellationToken) : [];
        var found = isHybrid
            ? RankFusion.Of(near.Select(item => item.Passage), worded.Select(item => item.Passage))
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

    private void Check(int dimensions)
    {
        if (dimensions > 0 && _dimensions > 0 && dimensions != _dimensions)
        {
            throw new ArgumentException(
                $"The vector has {dimensions} dimensions, those of the index have {_dimensions}.", nameof(dimensions));
        }
    }

    private static float[] Unit(VectorPassage passage, int dimensions)
    {
        var all = new float[passage.Vectors.Count * dimensions];
        for (var i = 0; i < passage.Vectors.Count; i++)
        {
            if (passage.Vectors[i].Length != dimensions)
            {
                throw new ArgumentException("The vectors of a document must have one length.", nameof(passage));
            }

            Unit(passage.Vectors[i].Span).CopyTo(all.AsSpan(i * dimensions));
        }

        return all;
    }

    private static float[] Unit(ReadOnlySpan<float> vector)
    {
        var unit = vector.ToArray();
        var length = TensorPrimitives.Norm(vector);
        if (length > 0)
        {
            TensorPrimitives.Divide(vector, length, unit);
        }

        return unit;
    }
}
