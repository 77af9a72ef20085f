using System.Globalization;
using System.Text.Json;
using Ganban.Storage.Vectors;
using Npgsql;

namespace Ganban.Storage.Postgres;

/// <summary>Finds passages in a table, within a transaction that sees one state of it.</summary>
internal sealed class PassageSearch(PostgresTable table, string index, NpgsqlConnection connection)
{
    // pgvector's own bounds of hnsw.ef_search.
    private const int ReachMin = 100;
    private const int ReachMax = 1000;
    private const int QueryWordsMax = 256;

    /// <summary>The passages whose vectors are nearest, the nearest first, with their cosines.</summary>
    public async Task<IReadOnlyList<FoundPassage>> Nearest(
        float[] vector, MetadataFilter? filter, int count, CancellationToken cancellationToken)
    {
        // The index looks before the conditions do, so that too few may be left: then all rows are looked at. A passage
        // with several vectors fills several rows.
        for (var rows = count; ; rows *= 4)
        {
            var found = await Rows(vector, filter, rows, isExact: false, cancellationToken);
            if (found.Count < rows)
            {
                found = await Rows(vector, filter, rows, isExact: true, cancellationToken);
            }

            var passages = found.DistinctBy(passage => (passage.Document, passage.Number)).ToList();
            if (passages.Count >= count || found.Count < rows)
            {
                return [.. passages.Take(count)];
            }
        }
    }

    /// <summary>
    /// The passages that have most of a text's words, weighed by BM25 as if every word stood in a passage once; scores
    /// are shares of the best.
    /// </summary>
    public async Task<IReadOnlyList<FoundPassage>> ByWords(
        string text, MetadataFilter? filter, int count, CancellationToken cancellationToken)
    {
        // A single character of a script without spaces stands in pairs only. Words are letters and digits alone.
        var terms = SearchWords.Of(text)
            .Distinct()
            .Take(QueryWordsMax)
            .Select(word => word.Length == 1 ? $"'{word}':*" : $"'{word}'")
            .ToArray();
        if (terms.Length == 0)
        {
            return [];
        }

        var sql = new SqlText();
        var matches = filter is null ? "true" : $"({FilterSql.Of(filter, table, sql)}) IS TRUE";
        await using var command = sql.Command(
            $"""
            WITH found AS MATERIALIZED (
              SELECT {table.Key} AS id, {table.Words} AS words, {matches} AS matches FROM {table.Name}
              WHERE {table.Words} @@ {sql.Value(string.Join(" | ", terms))}::tsquery
                AND {table.Scope(sql.Value(index))}),
            size AS (
              SELECT greatest(
                  count(*), (SELECT reltuples FROM pg_class WHERE oid = to_regclass({sql.Value(table.Name)})))
                AS passages, greatest(avg(length(words)), 1) AS words FROM found),
            hit AS (
              SELECT found.id, term.number FROM found
              JOIN unnest({sql.Value(terms)}) WITH ORDINALITY AS term(query, number)
                ON found.words @@ term.query::tsquery),
            weight AS (
              SELECT number, ln(1 + (size.passages - count(*) + 0.5) / (count(*) + 0.5)) AS weight
              FROM hit, size GROUP BY number, size.passages),
            score AS (SELECT hit.id, sum(weight) AS weight FROM hit JOIN weight USING (number) GROUP BY hit.id)
            SELECT {Columns}, (score.weight * 2.2 / (1.3 + 0.9 * length(found.words) / size.words))::float8 AS score
            FROM size, score JOIN found ON found.id = score.id
              JOIN {table.Name} AS passage ON passage.{table.Key} = found.id
            WHERE found.matches ORDER BY score DESC, found.id LIMIT {sql.Value((long)count)}
            """,
            connection);
        var found = await Read(command, cancellationToken);
        var best = found.Count > 0 ? Math.Max(found[0].Score, 1e-9) : 1;
        return [.. found.Select(passage => passage with { Score = Math.Clamp(passage.Score / best, 0, 1) })];
    }

    /// <summary>The length of the index' vectors; 0 while there are none.</summary>
    public async Task<int> Dimensions(CancellationToken cancellationToken)
    {
        if (table.Dimensions > 0)
        {
            return table.Dimensions;
        }

        var sql = new SqlText();
        await using var command = sql.Command(
            $"SELECT vector_dims({table.Vector}) FROM {table.Name} WHERE {table.Scope(sql.Value(index))} LIMIT 1",
            connection);
        return await command.ExecuteScalarAsync(cancellationToken) as int? ?? 0;
    }

    private string Columns =>
        $"passage.{table.Text}, "
        + string.Join(", ", table.JsonColumns.Select(column => $"passage.{column}::text"));

    private async Task<IReadOnlyList<FoundPassage>> Rows(
        float[] vector, MetadataFilter? filter, int count, bool isExact, CancellationToken cancellationToken)
    {
        var reach = Math.Clamp(2 * count, ReachMin, ReachMax).ToString(CultureInfo.InvariantCulture);
        await using var settings = new NpgsqlCommand(
            $"SET LOCAL enable_indexscan = {(isExact ? "off" : "on")}; SET LOCAL hnsw.ef_search = {reach}", connection);
        await settings.ExecuteNonQueryAsync(cancellationToken);
        var sql = new SqlText();
        var matches = filter is null ? "true" : FilterSql.Of(filter, table, sql);
        var distance = $"{table.Vector} <=> CAST({sql.Value(vector)} AS {table.VectorType})";
        await using var command = sql.Command(
            $"""
            SELECT {Columns}, 1 - ({distance}) AS score FROM {table.Name} AS passage
            WHERE {table.Scope(sql.Value(index))} AND {matches}
            ORDER BY {distance} LIMIT {sql.Value((long)count)}
            """,
            connection);
        return await Read(command, cancellationToken);
    }

    private async Task<List<FoundPassage>> Read(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var found = new List<FoundPassage>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            using var metadata = JsonDocument.Parse(reader.GetString(1));
            using var custom = table.HasCustom && !reader.IsDBNull(2) ? JsonDocument.Parse(reader.GetString(2)) : null;
            var score = reader.GetDouble(reader.FieldCount - 1);
            found.Add(new FoundPassage(
                metadata.RootElement.GetProperty(PassageJson.Document).GetString()!,
                metadata.RootElement.GetProperty(PassageJson.Passage).GetInt32(),
                reader.GetString(0),
                PassageJson.Attributes(metadata.RootElement, custom?.RootElement),
                double.IsNaN(score) ? 0 : score));
        }

        return found;
    }
}
