using System.Numerics.Tensors;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Storage.Vectors;

namespace Ganban.Storage.OpenSearch;

/// <summary>Finds passages in an index.</summary>
internal sealed class RowSearch(OpenSearchClient client, VectorPlace.SearchIndex place, string index)
{
    /// <summary>OpenSearch's own limit of a search.</summary>
    public const int RowsMax = 10_000;

    private const int QueryWordsMax = 256;

    /// <summary>The nearest passages, the nearest first; scores are cosines.</summary>
    public async Task<IReadOnlyList<OpenSearchRow>> Nearest(
        ReadOnlyMemory<float> vector, MetadataFilter? filter, int count, CancellationToken cancellationToken)
    {
        var values = vector.ToArray();
        var found = await Best(
            count,
            filter,
            (rows, conditions) => new JsonObject
            {
                ["knn"] = new JsonObject
                {
                    [place.Vector] = new JsonObject
                    {
                        ["vector"] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]),
                        ["k"] = rows,
                        ["filter"] = Filtered(conditions),
                    },
                },
            },
            row => row with { Score = Cosine(row.Vector, values) },
            cancellationToken);
        return found;
    }

    /// <summary>
    /// The passages that have most of a text's words, as OpenSearch's BM25 has it; scores are shares of the best.
    /// </summary>
    public async Task<IReadOnlyList<OpenSearchRow>> ByWords(
        string text, MetadataFilter? filter, int count, CancellationToken cancellationToken)
    {
        var words = SearchWords.Of(text).Distinct().Take(QueryWordsMax).ToList();
        if (words.Count == 0)
        {
            return [];
        }

        // A single character of a script without spaces stands in pairs only.
        var found = await Best(
            count,
            filter,
            (_, conditions) =>
            {
                var query = Filtered(conditions);
                query["bool"]!["minimum_should_match"] = 1;
                query["bool"]!["should"] = new JsonArray([.. words.Select(word => new JsonObject
                {
                    [word.Length == 1 ? "prefix" : "term"] = new JsonObject
                    {
                        [OpenSearchRow.WordsField] = new JsonObject { ["value"] = word },
                    },
                })]);
                return query;
            },
            row => row,
            cancellationToken);
        var best = found.Count > 0 ? Math.Max(found[0].Score, 1e-9) : 1;
        return [.. found.Select(row => row with { Score = Math.Clamp(row.Score / best, 0, 1) })];
    }

    /// <summary>The ids of rows, so many at a time, of the index or one of its documents.</summary>
    /// <param name="document">The document; null for all.</param>
    /// <param name="except">The writing of it that does not count; null for none.</param>
    /// <param name="count">The most rows.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<IReadOnlyList<string>> Ids(
        string? document, string? except, int count, CancellationToken cancellationToken)
    {
        var query = All(document);
        if (except is not null)
        {
            query["bool"]!["must_not"] = new JsonArray(Is(OpenSearchRow.VersionField, except));
        }

        var body = new JsonObject { ["size"] = count, ["_source"] = false, ["query"] = query };
        var answer = await Ask(body, cancellationToken);
        return [.. Hits(answer).Select(hit => (string)hit["_id"]!)];
    }

    /// <summary>The rows of a document as they were written, of several writings perhaps, so many at most.</summary>
    public async Task<IReadOnlyList<JsonObject>> Sources(
        string document, int count, CancellationToken cancellationToken)
    {
        var answer = await Ask(new JsonObject { ["size"] = count, ["query"] = All(document) }, cancellationToken);
        return [.. Hits(answer).Select(hit => hit["_source"]).OfType<JsonObject>()];
    }

    // All rows of the index, or of one of its documents.
    private JsonObject All(string? document)
    {
        var conditions = new List<JsonObject> { Is(OpenSearchRow.IndexField, index) };
        if (document is not null)
        {
            conditions.Add(Is(OpenSearchRow.DocumentField, document));
        }

        return Filtered(conditions);
    }

    private async Task<IReadOnlyList<OpenSearchRow>> Best(
        int count,
        MetadataFilter? filter,
        Func<int, List<JsonObject>, JsonObject> query,
        Func<OpenSearchRow, OpenSearchRow> score,
        CancellationToken cancellationToken)
    {
        for (var rows = Math.Min(count, RowsMax); ; rows = Math.Min(rows * 4, RowsMax))
        {
            var conditions = new List<JsonObject> { Is(OpenSearchRow.IndexField, index) };
            if (filter is not null)
            {
                conditions.Add(FilterQuery.Of(filter));
            }

            var body = new JsonObject { ["size"] = rows, ["query"] = query(rows, conditions) };
            var answer = await Ask(body, cancellationToken)
                ?? throw new IOException($"There is no index {place.Name}. Create it, or correct vectorIndexName.");
            var hits = Hits(answer);
            var read = hits.Select(hit => score(OpenSearchRow.Read(hit, place))).ToList();
            var newest = read.GroupBy(row => row.Document)
                .ToDictionary(
                    rows => rows.Key, rows => rows.MaxBy(row => row.Version, StringComparer.Ordinal)!.Version);
            var found = read
                .Where(row => row.Version == newest[row.Document] && Matches(row, filter))
                .OrderByDescending(row => row.Score)
                .DistinctBy(row => (row.Document, row.Passage))
                .ToList();
            if (found.Count >= count || hits.Count < rows || rows == RowsMax)
            {
                return [.. found.Take(count)];
            }
        }
    }

    private Task<JsonNode?> Ask(JsonObject body, CancellationToken cancellationToken) =>
        client.Send(HttpMethod.Post, $"{place.Name}/_search", body.ToJsonString(), cancellationToken);

    private static bool Matches(OpenSearchRow row, MetadataFilter? filter) => filter?.Matches(key =>
        row.Metadata.TryGetValue(key, out var value) ? value : (JsonElement?)null) ?? true;

    private static double Cosine(float[] a, float[] b)
    {
        var cosine = a.Length == b.Length ? TensorPrimitives.CosineSimilarity<float>(a, b) : 0;
        return float.IsNaN(cosine) ? 0 : Math.Clamp(cosine, -1, 1);
    }

    private static JsonObject Filtered(List<JsonObject> conditions) =>
        new() { ["bool"] = new JsonObject { ["filter"] = new JsonArray([.. conditions]) } };

    private static JsonObject Is(string field, string value) =>
        new() { ["term"] = new JsonObject { [field] = new JsonObject { ["value"] = value } } };

    private static List<JsonNode> Hits(JsonNode? answer) =>
        [.. (answer?["hits"]?["hits"] as JsonArray ?? []).OfType<JsonNode>()];
}
