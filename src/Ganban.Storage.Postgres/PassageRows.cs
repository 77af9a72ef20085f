using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ganban.Storage.Vectors;
using Npgsql;

namespace Ganban.Storage.Postgres;

/// <summary>
/// Writes the rows of documents. A passage has a row for each of its vectors. The keys follow from the index, the
/// document and the row's number, and the first row tells how many there are: so a document's rows are found by the
/// primary key alone.
/// </summary>
internal sealed class PassageRows(PostgresTable table, string index, NpgsqlConnection connection)
{
    private const int RowsAtOnce = 64;
    private const int KeysAtOnce = 1000;

    // A tsvector holds a megabyte at most.
    private const int WordBytesMax = 400_000;

    /// <summary>Lets no one else change a document until the transaction ends.</summary>
    public async Task Lock(string document, CancellationToken cancellationToken)
    {
        var sql = new SqlText();
        var number = BitConverter.ToInt64(Key(document, row: 0).ToByteArray());
        await using var command = sql.Command($"SELECT pg_advisory_xact_lock({sql.Value(number)})", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Deletes a document's rows; false when there are none.</summary>
    public async Task<bool> Delete(string document, CancellationToken cancellationToken)
    {
        if (await Count(document, cancellationToken) is not { } rows)
        {
            return false;
        }

        for (var at = 0; at < rows; at += KeysAtOnce)
        {
            var sql = new SqlText();
            var some = IsOneOf(sql, document, at, Math.Min(KeysAtOnce, rows - at));
            await using var command = sql.Command($"DELETE FROM {table.Name} WHERE {some}", connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return true;
    }

    /// <summary>Gives a document other metadata; false where there is none.</summary>
    public async Task<bool> Describe(
        string document, IReadOnlyDictionary<string, JsonElement> metadata, CancellationToken cancellationToken)
    {
        if (await Count(document, cancellationToken) is not { } rows)
        {
            return false;
        }

        var isCustom = metadata.ToLookup(item => table.HasCustom && PassageJson.IsCustom(item.Key));
        var changes = table.JsonColumns
            .Select((column, number) => (Column: column, Json: PassageJson.Write(isCustom[number == 1])))
            .ToList();
        for (var at = 0; at < rows; at += KeysAtOnce)
        {
            var sql = new SqlText();
            var columns = changes.Select(
                change => $"{change.Column} = {Changed(change.Column, sql.Json(change.Json))}");
            await using var command = sql.Command(
                $"""
                UPDATE {table.Name} SET {string.Join(", ", columns)}
                WHERE {IsOneOf(sql, document, at, Math.Min(KeysAtOnce, rows - at))}
                """,
                connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return true;
    }

    /// <summary>Inserts a document's rows.</summary>
    public async Task Insert(VectorDocument document, CancellationToken cancellationToken)
    {
        var rows = document.Passages.Sum(passage => passage.Vectors.Count);
        var commands = document.Passages
            .SelectMany((passage, number) => passage.Vectors.Select((vector, at) => (passage, number, vector, at)))
            .Select((row, order) => Insert(document, row.passage, row.number, row.vector, row.at, order, rows));
        foreach (var some in commands.Chunk(RowsAtOnce))
        {
            await using var batch = new NpgsqlBatch(connection);
            foreach (var command in some)
            {
                batch.BatchCommands.Add(command);
            }

            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private NpgsqlBatchCommand Insert(
        VectorDocument document,
        VectorPassage passage,
        int number,
        ReadOnlyMemory<float> vector,
        int vectorNumber,
        int order,
        int rows)
    {
        var attributes = document.MetadataOf(passage);

        var custom = attributes.Where(item => table.HasCustom && PassageJson.IsCustom(item.Key)).ToDictionary();
        var metadata = attributes.Where(item => !custom.ContainsKey(item.Key)).ToDictionary(StringComparer.Ordinal);
        metadata[PassageJson.Index] = Json(index);
        metadata[PassageJson.Document] = Json(document.Id);
        metadata[PassageJson.Passage] = JsonSerializer.SerializeToElement(number);
        metadata[PassageJson.OwnKeys] =
            JsonSerializer.SerializeToElement(passage.Metadata.Keys.Select(PassageJson.Clean));
        if (order == 0)
        {
            metadata[PassageJson.Rows] = JsonSerializer.SerializeToElement(rows);
        }

        if (vectorNumber == 0)
        {
            metadata[PassageJson.Words] = Json(Words(passage.Words));
        }

        var sql = new SqlText();
        string[] own = table.HasCustom ? [sql.Json(PassageJson.Write(custom))] : [];
        string[] values =
        [
            $"CAST({sql.Value(Key(document.Id, order).ToString())} AS {table.KeyType})",
            $"CAST({sql.Value(vector.ToArray())} AS {table.VectorType})",
            sql.Value(PassageJson.Clean(passage.Text)),
            sql.Json(PassageJson.Write(metadata)),
            .. own,
        ];
        var columns = $"{table.Key}, {table.Vector}, {table.Text}, {string.Join(", ", table.JsonColumns)}";
        return sql.BatchCommand($"INSERT INTO {table.Name} ({columns}) VALUES ({string.Join(", ", values)})");
    }

    private async Task<int?> Count(string document, CancellationToken cancellationToken)
    {
        var sql = new SqlText();
        await using var command = sql.Command(
            $"""
            SELECT ({table.Metadata} ->> '{PassageJson.Rows}')::int FROM {table.Name}
            WHERE {IsOneOf(sql, document, 0, 1)}
            """,
            connection);
        return await command.ExecuteScalarAsync(cancellationToken) as int?;
    }

    // The passage's own attributes stay, and win.
    private string Changed(string column, string json) =>
        $"""
        {json} || coalesce((SELECT jsonb_object_agg(item.key, item.value) FROM jsonb_each({column}::jsonb) AS item
          WHERE starts_with(item.key, '{PassageJson.Own}')
            OR ({table.Metadata}::jsonb -> '{PassageJson.OwnKeys}') @> to_jsonb(item.key)), '{"{}"}'::jsonb)
        """;

    private string IsOneOf(SqlText sql, string document, int first, int count)
    {
        var keys = Enumerable.Range(first, count).Select(row => Key(document, row).ToString()).ToArray();
        return $"{table.Key} = ANY({sql.Value(keys)}::{table.KeyType}[])";
    }

    private Guid Key(string document, int row)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{index}\n{document}\n{row}");
        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
    }

    private static string Words(string text)
    {
        var words = new StringBuilder();
        var bytes = 0;
        foreach (var word in SearchWords.Of(text).Distinct())
        {
            bytes += Encoding.UTF8.GetByteCount(word) + 1;
            if (bytes > WordBytesMax)
            {
                break;
            }

            words.Append(words.Length > 0 ? " " : "").Append(word);
        }

        return words.ToString();
    }

    private static JsonElement Json(string text) => JsonSerializer.SerializeToElement(PassageJson.Clean(text));
}
