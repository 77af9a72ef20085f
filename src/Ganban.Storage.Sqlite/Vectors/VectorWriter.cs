using System.Runtime.InteropServices;
using Ganban.Storage.Vectors;
using Microsoft.Data.Sqlite;

namespace Ganban.Storage.Sqlite.Vectors;

/// <summary>Writes an index, each change in a transaction. Not safe for concurrent use.</summary>
internal sealed class VectorWriter(SqliteConnection connection) : IDisposable
{
    private readonly Transaction _transaction = new(connection);
    private readonly Statement _find = new(connection, "SELECT id FROM document WHERE name = $name");
    private readonly Statement _unword = new(
        connection, "DELETE FROM words WHERE rowid IN (SELECT id FROM passage WHERE document = $document)");

    private readonly Statement _delete = new(connection, "DELETE FROM document WHERE id = $id");
    private readonly Statement _insert = new(
        connection, "INSERT INTO document (name, metadata) VALUES ($name, $metadata) RETURNING id");

    private readonly Statement _passage = new(
        connection,
        """
        INSERT INTO passage (document, text, metadata, vectors) VALUES ($document, $text, $metadata, $vectors)
        RETURNING id
        """);

    private readonly Statement _word = new(connection, "INSERT INTO words (rowid, tokens) VALUES ($id, $words)");
    private readonly Statement _setting = new(
        connection, "INSERT OR IGNORE INTO setting (name, value) VALUES ($name, $value)");

    private readonly Statement _generation = new(
        connection,
        $"""
        INSERT INTO setting (name, value) VALUES ('{VectorReader.GenerationSetting}', 1)
        ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value
        """);

    private readonly Statement _describe = new(
        connection, "UPDATE document SET metadata = $metadata WHERE name = $name RETURNING id");

    private readonly Statement _clearWords = new(connection, "DELETE FROM words");
    private readonly Statement _clearDocuments = new(connection, "DELETE FROM document");
    private readonly Statement _clearSettings = new(
        connection, $"DELETE FROM setting WHERE name = '{VectorReader.DimensionsSetting}'");

    /// <summary>Writes a document in place of the one that may be there.</summary>
    /// <param name="document">The document.</param>
    /// <param name="vectors">Each passage's vectors, one behind the other.</param>
    /// <param name="dimensions">The length of a vector.</param>
    /// <param name="prepare">Called with what is about to be committed.</param>
    public void Replace(
        VectorDocument document, float[][] vectors, int dimensions, Action<WrittenDocument> prepare) =>
        Commit(() =>
        {
            var old = Remove(document.Id);
            var id = (long)_insert.Scalar(document.Id, VectorJson.Write(document.Metadata))!;
            var passages = new long[vectors.Length];
            for (var i = 0; i < passages.Length; i++)
            {
                var passage = document.Passages[i];
                var passageId = (long)_passage.Scalar(
                    id,
                    passage.Text,
                    VectorJson.Write(passage.Metadata),
                    MemoryMarshal.AsBytes(vectors[i].AsSpan()).ToArray())!;
                _word.Execute(passageId, string.Join(' ', SearchWords.Of(passage.Words)));
                passages[i] = passageId;
            }

            if (dimensions > 0)
            {
                _setting.Execute(VectorReader.DimensionsSetting, dimensions);
            }

            prepare(new WrittenDocument(old, id, passages, Generation()));
            return true;
        });

    /// <summary>Changes a document's metadata and gives its id with the generation; null when there is none.</summary>
    public (long Id, int Generation)? Describe(string name, byte[] metadata) => Commit<(long, int)?>(() =>
        _describe.Scalar(metadata, name) is long id ? (id, Generation()) : null);

    /// <summary>Deletes documents together; false when none of them was there.</summary>
    /// <param name="names">The documents.</param>
    /// <param name="prepare">Called with the id of each and a generation that is about to be committed.</param>
    public bool Delete(IReadOnlyList<string> names, Action<long, int> prepare) => Commit(() =>
    {
        var found = false;
        foreach (var id in names.Select(Remove).OfType<long>())
        {
            prepare(id, Generation());
            found = true;
        }

        return found;
    });

    /// <summary>Deletes everything; gives the generation.</summary>
    public int Clear() => Commit(() =>
    {
        _clearWords.Execute();
        _clearDocuments.Execute();
        _clearSettings.Execute();
        return Generation();
    });

    public void Dispose()
    {
        foreach (var statement in (Statement[])
        [
            _find, _describe, _unword, _delete, _insert, _passage, _word, _setting, _generation, _clearWords,
            _clearDocuments, _clearSettings,
        ])
        {
            statement.Dispose();
        }

        _transaction.Dispose();
        connection.Dispose();
    }

    private int Generation() => (int)(long)_generation.Scalar()!;

    private long? Remove(string name)
    {
        if (_find.Scalar(name) is not long id)
        {
            return null;
        }

        _unword.Execute(id);
        _delete.Execute(id);
        return id;
    }

    private T Commit<T>(Func<T> work)
    {
        _transaction.Begin();
        try
        {
            var result = work();
            _transaction.Commit();
            return result;
        }
        finally
        {
            _transaction.Rollback();
        }
    }
}

/// <summary>A document as it is written.</summary>
/// <param name="Old">The id of the one in whose place it stands; null where there was none.</param>
/// <param name="Id">Its id.</param>
/// <param name="Passages">The ids of its passages.</param>
/// <param name="Generation">The generation of the index that it belongs to.</param>
internal sealed record WrittenDocument(long? Old, long Id, long[] Passages, int Generation);
