using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Ganban.Storage.Vectors;
using Microsoft.Data.Sqlite;

namespace Ganban.Storage.Sqlite.Vectors;

/// <summary>Reads an index. Not safe for concurrent use.</summary>
internal sealed class VectorReader(SqliteConnection connection) : IDisposable
{
    /// <summary>The setting that keeps the length of vectors.</summary>
    public const string DimensionsSetting = "dimensions";

    private const int QueryWordsMax = 256;

    private readonly Statement _text = new(connection, "SELECT text FROM passage WHERE id = $id");
    private readonly Statement _words = new(
        connection,
        """
        SELECT passage.document, passage.id, bm25(words) FROM words JOIN passage ON passage.id = words.rowid
        WHERE words MATCH $query ORDER BY words.rank, passage.id
        """);

    /// <summary>The text of a passage; null if it is gone.</summary>
    public string? Text(long id) => (string?)_text.Scalar(id);

    /// <summary>The length of the vectors; 0 while there are none.</summary>
    public int Dimensions()
    {
        using var setting = new Statement(connection, "SELECT value FROM setting WHERE name = $name");
        return (int)(setting.Scalar(DimensionsSetting) as long? ?? 0);
    }

    /// <summary>All documents.</summary>
    public IEnumerable<IndexedDocument> Documents()
    {
        using var passages = new Statement(
            connection, "SELECT id, metadata, vectors FROM passage WHERE document = $document ORDER BY id");
        using var documents = new Statement(connection, "SELECT id, name, metadata FROM document");
        using var reader = documents.Query();
        while (reader.Read())
        {
            var id = reader.GetInt64(0);
            yield return new IndexedDocument(
                id, reader.GetString(1), VectorJson.Read(reader.GetFieldValue<byte[]>(2)), Passages(passages, id));
        }
    }

    /// <summary>
    /// The passages that have most of a text's words, weighed by BM25; scores are shares of the best.
    /// </summary>
    public IReadOnlyList<(PassageRef Passage, double Score)> ByWords(
        string text,
        ImmutableDictionary<long, IndexedDocument> documents,
        MetadataFilter? filter,
        int count,
        CancellationToken cancellationToken)
    {
        var words = SearchWords.Of(text).Distinct().Take(QueryWordsMax).ToList();
        if (words.Count == 0)
        {
            return [];
        }

        // A single character of a script without spaces stands in pairs only.
        var terms = words.Select(word => word.Length == 1 ? $"\"{word}\"*" : $"\"{word}\"");
        var found = new List<(PassageRef, double)>();
        var best = 0.0;
        using var reader = _words.Query(string.Join(" OR ", terms));
        while (found.Count < count && reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var passageId = reader.GetInt64(1);
            if (documents.GetValueOrDefault(reader.GetInt64(0)) is { } document
                && Array.Find(document.Passages, passage => passage.Id == passageId) is { } passage
                && document.Matches(passage, filter))
            {
                // FTS5's BM25 is negative, the smallest the best; where every passage has a word, near to 0.
                var score = Math.Max(-reader.GetDouble(2), 1e-9);
                best = found.Count == 0 ? score : best;
                found.Add((new PassageRef(document, passage), Math.Min(1, score / best)));
            }
        }

        return found;
    }

    public void Dispose()
    {
        _text.Dispose();
        _words.Dispose();
        connection.Dispose();
    }

    private static IndexedPassage[] Passages(Statement statement, long document)
    {
        var passages = new List<IndexedPassage>();
        using var reader = statement.Query(document);
        while (reader.Read())
        {
            var vectors = MemoryMarshal.Cast<byte, float>(reader.GetFieldValue<byte[]>(2)).ToArray();
            passages.Add(new IndexedPassage(
                reader.GetInt64(0), VectorJson.Read(reader.GetFieldValue<byte[]>(1)), vectors));
        }

        return [.. passages];
    }
}
