using System.Collections.Immutable;
using System.Numerics.Tensors;
using System.Text.Json;
using Ganban.Storage.Vectors;
using Microsoft.Data.Sqlite;

namespace Ganban.Storage.Sqlite.Vectors;

/// <summary>
/// An index in a file of its own. Vectors and metadata are in memory as long as it is open, texts and words are not.
/// One writer, pooled readers. Safe for concurrent use.
/// </summary>
internal sealed class VectorFile : IAsyncDisposable
{
    private const int Readers = 2;
    private readonly VectorWriter _writer;
    private readonly ReaderPool<VectorReader> _readers;
    private readonly SemaphoreSlim _mayWrite = new(1);
    private ImmutableDictionary<long, IndexedDocument> _documents;
    private int _dimensions;

    private VectorFile(VectorWriter writer, IReadOnlyCollection<VectorReader> readers, VectorReader first)
    {
        _writer = writer;
        _readers = new ReaderPool<VectorReader>(readers);
        _documents = first.Documents().ToImmutableDictionary(document => document.Id);
        _dimensions = first.Dimensions();
    }

    /// <summary>Whether all was deleted and nothing came since.</summary>
    public bool IsCleared { get; private set; }

    /// <summary>Opens the index in a file; makes the file where there is none.</summary>
    public static VectorFile Open(string path, TimeProvider clock)
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
            for (var i = 0; i < Readers; i++)
            {
                readers.Add(new VectorReader(Connections.OpenReader(path)));
                owned.Push(readers[^1]);
            }

            var file = new VectorFile(writer, readers, readers[0]);
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
                var (old, written) = _writer.Replace(document, passages, dimensions);
                _dimensions = dimensions > 0 ? dimensions : _dimensions;
                IsCleared = false;
                _documents = (old is { } id ? _documents.Remove(id) : _documents).Add(written.Id, written);
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
            if (_writer.Describe(document, metadata) is not { } id)
            {
                return false;
            }

            _documents = _documents.SetItem(id, _documents[id] with { Metadata = metadata });
            return true;
        },
        cancellationToken);

    public Task<bool> Delete(string document, CancellationToken cancellationToken) => Write(
        () =>
        {
            if (_writer.Delete(document) is not { } id)
            {
                return false;
            }

            _documents = _documents.Remove(id);
            return true;
        },
        cancellationToken);

    public Task Clear(CancellationToken cancellationToken) => Write(
        () =>
        {
            _writer.Clear();
            _documents = _documents.Clear();
            _dimensions = 0;
            IsCleared = true;
            return true;
        },
        cancellationToken);

    public async Task<IReadOnlyList<VectorMatch>> Search(VectorQuery query, CancellationToken cancellationToken)
    {
        if (await Find(query, cancellationToken) is { } found)
        {
            return found;
        }

        // A document was replaced between the search and the reading of its text. While nobody writes, none is.
        await _mayWrite.WaitAsync(cancellationToken);
        try
        {
            return await Find(query, cancellationToken) ?? [];
        }
        finally
        {
            _mayWrite.Release();
        }
    }

    private Task<List<VectorMatch>?> Find(VectorQuery query, CancellationToken cancellationToken) =>
        _readers.ReadAsync(
            (File: this, Query: query, Token: cancellationToken),
            static (reader, state) => state.File.Search(reader, state.Query, state.Token),
            cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _readers.DisposeAsync();
        await _mayWrite.WaitAsync();
        _writer.Dispose();
        _mayWrite.Dispose();
    }

    private List<VectorMatch>? Search(VectorReader reader, VectorQuery query, CancellationToken cancellationToken)
    {
        var documents = Volatile.Read(ref _documents);
        var isHybrid = query.Vector is not null && query.Text is not null;
        var depth = isHybrid ? RankFusion.Depth(query.Count) : query.Count;
        var near = new List<(PassageRef Passage, double Score)>();
        if (query.Vector is { } vector && !documents.IsEmpty)
        {
            Check(vector.Length);
            var unit = Unit(vector.Span);
            near.AddRange(NearestPassages.Of(documents.Values, unit, depth, query.Filter, cancellationToken)
                .Select(item => (item.Passage, (double)Math.Clamp(item.Score, 0, 1))));
        }

        var worded = query.Text is { } text && !documents.IsEmpty
            ? reader.ByWords(text, documents, query.Filter, depth, cancellationToken)
            : [];
        var found = isHybrid
            ? RankFusion.Of(near.Select(item => item.Passage), worded.Select(item => item.Passage))
            : near.Concat(worded);
        var matches = new List<VectorMatch>();
        foreach (var ((document, passage), score) in found.Take(query.Count))
        {
            if (reader.Text(passage.Id) is not { } content)
            {
                return null;
            }

            matches.Add(new VectorMatch(document.Name, content, document.MetadataOf(passage), score));
        }

        return matches;
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
