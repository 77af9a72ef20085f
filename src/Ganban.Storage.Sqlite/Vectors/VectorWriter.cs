using System.Runtime.InteropServices;
using System.Text.Json;
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

    private readonly Statement _describe = new(
        connection, "UPDATE document SET metadata = $metadata WHERE name = $name RETURNING id");

    private readonly Statement _clearWords = new(connection, "DELETE FROM words");
    private readonly Statement _clearDocuments = new(connection, "DELETE FROM document");
    private readonly Statement _clearSettings = new(connection, "DELETE FROM setting");

    /// <summary>Writes a document; gives the id of the one in whose place it stands, if there was one.</summary>
    public (long? Old, IndexedDocument Written) Replace(VectorDocument document, float[][] vectors, int dimensions) =>
        Commit<(long?, IndexedDocument)>(() =>
        {
            var old = Remove(document.Id);
            var id = (long)_insert.Scalar(document.Id, VectorJson.Write(document.Metadata))!;
            var passages = new IndexedPassage[vectors.Length];
            for (var i = 0; i < passages.Length; i++)
            {
                var passage = document.Passages[i];
                var passageId = (long)_passage.Scalar(
                    id,
                    passage.Text,
                    VectorJson.Write(passage.Metadata),
                    MemoryMarshal.AsBytes(vectors[i].AsSpan()).ToArray())!;
                _word.Execute(passageId, string.Join(' ', SearchWords.Of(passage.Words)));
                passages[i] = new IndexedPassage(passageId, passage.Metadata, vectors[i]);
            }

            if (dimensions > 0)
            {
                _setting.Execute(VectorReader.DimensionsSetting, dimensions);
            }

            return (old, new IndexedDocument(id, document.Id, document.Metadata, passages));
        });

    /// <summary>Changes a document's metadata and gives its id; null when there is none.</summary>
    public long? Describe(string name, IReadOnlyDictionary<string, JsonElement> metadata) =>
        Commit(() => _describe.Scalar(VectorJson.Write(metadata), name) as long?);

    /// <summary>Deletes a document and gives its id; null when there was none.</summary>
    public long? Delete(string name) => Commit(() => Remove(name));

    /// <summary>Deletes everything.</summary>
    public void Clear() => Commit(() =>
    {
        _clearWords.Execute();
        _clearDocuments.Execute();
        _clearSettings.Execute();
        return true;
    });

    public void Dispose()
    {
        foreach (var statement in (Statement[])
            [
                _find, _describe, _unword, _delete, _insert, _passage, _word, _setting, _clearWords, _clearDocuments,
                _clearSettings,
            ])
        {
            statement.Dispose();
        }

        _transaction.Dispose();
        connection.Dispose();
    }

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
