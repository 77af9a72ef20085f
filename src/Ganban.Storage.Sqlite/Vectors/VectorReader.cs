using System.Runtime.InteropServices;
using Ganban.Storage.Vectors;
using Microsoft.Data.Sqlite;

namespace Ganban.Storage.Sqlite.Vectors;

/// <summary>Reads an index. Not safe for concurrent use.</summary>
internal sealed class VectorReader(SqliteConnection connection) : IDisposable
{
    /// <summary>The setting that keeps the length of vectors.</summary>
    public const string DimensionsSetting = "dimensions";

    /// <summary>The setting that counts the changes.</summary>
    public const string GenerationSetting = "generation";

    private const int QueryWordsMax = 256;

    private readonly Statement _begin = new(connection, "BEGIN");
    private readonly Statement _end = new(connection, "ROLLBACK");
    private readonly Statement _setting = new(connection, "SELECT value FROM setting WHERE name = $name");
    private readonly Statement _passage = new(
        connection,
        """
        SELECT document.name, document.metadata, passage.metadata, text
        FROM passage JOIN document ON document.id = passage.document WHERE passage.id = $id
        """);

    // The words come first and alone: joined, SQLite could begin with the passages, or look up each that has a word.
    private readonly Statement _words = new(
        connection, "SELECT rowid, rank FROM words WHERE words MATCH $query ORDER BY rank, rowid");

    /// <summary>Begins to see the index as it is now, and gives its generation; <see cref="End"/> ends it.</summary>
    public int Begin()
    {
        _begin.Execute();
        return Setting(GenerationSetting);
    }

    /// <summary>Ends what <see cref="Begin"/> began.</summary>
    public void End() => _end.Execute();

    /// <summary>A setting; 0 where it is not there.</summary>
    public int Setting(string name) => (int)(_setting.Scalar(name) as long? ?? 0);

    /// <summary>A passage with a score; null if it is gone.</summary>
    public VectorMatch? Match(long id, double score)
    {
        using var reader = _passage.Query(id);
        if (!reader.Read())
        {
            return null;
        }

        var metadata = VectorJson.Read(reader.GetFieldValue<byte[]>(1));
        foreach (var (key, value) in VectorJson.Read(reader.GetFieldValue<byte[]>(2)))
        {
            metadata[key] = value;
        }

        return new VectorMatch(reader.GetString(0), reader.GetString(3), metadata, score);
    }

    /// <summary>Brings what is in memory up to date with the index.</summary>
    public void Update(VectorMemory memory, int generation)
    {
        var slots = memory.Slots;
        var last = Survivors(memory, generation);
        using var documents = new Statement(
            connection, "SELECT id, metadata FROM document WHERE id > $last ORDER BY id");
        using var passages = new Statement(
            connection, "SELECT id, metadata, vectors FROM passage WHERE document = $document ORDER BY id");
        using var reader = documents.Query(last);
        while (reader.Read())
        {
            var document = reader.GetInt64(0);
            var shared = slots.Metadata.Add(reader.GetFieldValue<byte[]>(1));
            using var rows = passages.Query(document);
            while (rows.Read())
            {
                var slot = new Slot
                {
                    Passage = rows.GetInt64(0),
                    Document = document,
                    Own = slots.Metadata.Add(rows.GetFieldValue<byte[]>(1)),
                    Shared = shared,
                    Born = generation,
                    Died = int.MaxValue,
                };
                slots.AddEach(slot, MemoryMarshal.Cast<byte, float>(rows.GetFieldValue<byte[]>(2)));
            }
        }

        // When each of the changes came is not known: who began to search before would miss what is now born.
        memory.Oldest = generation;
    }

    /// <summary>
    /// The passages that have most of a text's words, weighed by BM25; scores are shares of the best.
    /// </summary>
    public IReadOnlyList<(long Passage, double Score)> ByWords(
        string text, MetadataFilter? filter, int count, CancellationToken cancellationToken)
    {
        var words = SearchWords.Of(text).Distinct().Take(QueryWordsMax).ToList();
        if (words.Count == 0)
        {
            return [];
        }

        // A single character of a script without spaces stands in pairs only.
        var terms = words.Select(word => word.Length == 1 ? $"\"{word}\"*" : $"\"{word}\"");
        var found = new List<(long, double)>();
        var best = 0.0;
        using var reader = _words.Query(string.Join(" OR ", terms));
        while (found.Count < count && reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var passage = reader.GetInt64(0);
            if (filter is null || Matches(passage, filter))
            {
                // FTS5's BM25 is negative, the smallest the best; where every passage has a word, near to 0.
                var score = Math.Max(-reader.GetDouble(1), 1e-9);
                best = found.Count == 0 ? score : best;
                found.Add((passage, Math.Min(1, score / best)));
            }
        }

        return found;
    }

    public void Dispose()
    {
        foreach (var statement in (Statement[])[_begin, _end, _setting, _passage, _words])
        {
            statement.Dispose();
        }

        connection.Dispose();
    }

    private bool Matches(long passage, MetadataFilter filter) =>
        Match(passage, score: 0) is { } match
        && filter.Matches(key => match.Metadata.TryGetValue(key, out var value) ? value : null);

    // Both the slots and the rows are in the order of the documents. Gives the last document that memory has.
    private long Survivors(VectorMemory memory, int generation)
    {
        var slots = memory.Slots;
        using var documents = new Statement(connection, "SELECT id, metadata FROM document ORDER BY id");
        using var reader = documents.Query();
        var isThere = reader.Read();
        var last = 0L;
        for (var slot = 0; slot < slots.Count; slot++)
        {
            ref var found = ref slots[slot];
            if (found.Died == int.MaxValue)
            {
                while (isThere && reader.GetInt64(0) < found.Document)
                {
                    isThere = reader.Read();
                }

                if (!isThere || reader.GetInt64(0) != found.Document)
                {
                    found.Died = generation;
                }
                else if (last != found.Document && reader.GetFieldValue<byte[]>(1) is var metadata
                    && !slots.Metadata[found.Shared].Span.SequenceEqual(metadata))
                {
                    memory.Describe(found.Document, metadata);
                }
            }

            last = found.Died == 0 ? last : found.Document;
            memory.Dead += found.Died == int.MaxValue ? 0 : 1;
        }

        return last;
    }
}
