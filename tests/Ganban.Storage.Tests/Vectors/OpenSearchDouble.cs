using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Ganban.Storage.Tests.Vectors;

/// <summary>
/// One index of an OpenSearch in memory: it understands of the API what the store sends. Every hit of a search has
/// the number of its optional conditions that hold as its score, or the cosine.
/// </summary>
/// <param name="field">The field of the vectors.</param>
/// <param name="dimensions">Their length.</param>
internal sealed partial class OpenSearchDouble(string field, int dimensions) : HttpMessageHandler
{
    private readonly Lock _turn = new();
    private readonly Dictionary<string, JsonObject> _documents = [];
    private int _ids;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var operation = request.RequestUri!.Segments[^1];
        lock (_turn)
        {
            JsonObject answer = operation switch
            {
                "_bulk" => Bulk(body),
                "_search" => Search(JsonNode.Parse(body)!),
                "_mapping" when request.Method == HttpMethod.Get => Mapping(),
                _ => new JsonObject { ["acknowledged"] = true },
            };
            return new HttpResponseMessage { Content = new StringContent(answer.ToJsonString()) };
        }
    }

    private JsonObject Mapping()
    {
        var vector = new JsonObject { ["type"] = "knn_vector", ["dimension"] = dimensions };
        var properties = new JsonObject { [field] = vector };
        return new JsonObject
        {
            ["index"] = new JsonObject { ["mappings"] = new JsonObject { ["properties"] = properties } },
        };
    }

    private JsonObject Bulk(string body)
    {
        var lines = new Queue<string>(body.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        while (lines.TryDequeue(out var line))
        {
            if (JsonNode.Parse(line)!["delete"] is { } delete)
            {
                _documents.Remove((string)delete["_id"]!);
            }
            else
            {
                var id = (_ids++).ToString(CultureInfo.InvariantCulture);
                _documents[id] = JsonNode.Parse(lines.Dequeue())!.AsObject();
            }
        }

        return new JsonObject { ["errors"] = false, ["items"] = new JsonArray() };
    }

    private JsonObject Search(JsonNode body)
    {
        var query = body["query"]!;
        var vector = query["knn"]?[field];
        var scored = _documents
            .Select(document => (document.Key, document.Value, Score: vector is null
                ? Score(query, document.Value)
                : Score(vector["filter"]!, document.Value) is null ? null : Cosine(document.Value[field]!, vector["vector"]!)))
            .Where(hit => hit.Score is not null)
            .OrderByDescending(hit => hit.Score)
            .Take((int)body["size"]!);
        return new JsonObject
        {
            ["hits"] = new JsonObject
            {
                ["hits"] = new JsonArray([.. scored.Select(hit => new JsonObject
                {
                    ["_id"] = hit.Key,
                    ["_score"] = hit.Score,
                    ["_source"] = body["_source"] is null ? hit.Value.DeepClone() : null,
                })]),
            },
        };
    }

    // Null for what does not match.
    private static double? Score(JsonNode query, JsonObject document)
    {
        var (kind, what) = query.AsObject().First();
        return kind switch
        {
            "match_all" => 0,
            "match_none" => null,
            "bool" => Bool(what!, document),
            _ => Holds(kind, what!.AsObject().First(), document) ? 1 : null,
        };
    }

    private static double? Bool(JsonNode clauses, JsonObject document)
    {
        var isOut = List(clauses["filter"]).Any(clause => Score(clause, document) is null)
            || List(clauses["must_not"]).Any(clause => Score(clause, document) is not null);
        var should = List(clauses["should"]).Select(clause => Score(clause, document)).OfType<double>().ToList();
        return isOut || should.Count < ((int?)clauses["minimum_should_match"] ?? 0) ? null : should.Sum();
    }

    private static bool Holds(string kind, KeyValuePair<string, JsonNode?> condition, JsonObject document)
    {
        var name = condition.Key.Replace(".keyword", "", StringComparison.Ordinal);
        var found = document[name];
        IEnumerable<JsonNode> values = found is null or JsonArray ? List(found) : [found];
        var wanted = condition.Value!["value"] ?? condition.Value["query"];
        return kind switch
        {
            "range" => values.Any(value => value.GetValueKind() == JsonValueKind.Number
                && InRange((double)value, condition.Value.AsObject().First())),
            "term" => values.Any(value => value.ToString().Split(' ').Append(value.ToString()).Contains(wanted!.ToString())),
            "prefix" => values.Any(value => value.ToString().Split(' ').Append(value.ToString())
                .Any(word => word.StartsWith(wanted!.ToString(), StringComparison.Ordinal))),
            "wildcard" => values.Any(value => value.ToString().Contains(
                Escaped().Replace(wanted!.ToString()[1..^1], "$1"), StringComparison.Ordinal)),
            "match" => values.Any(value => Words(value).Intersect(Words(wanted!)).Any() || !Words(wanted!).Any()),
            _ => throw new NotSupportedException(kind),
        };
    }

    private static bool InRange(double value, KeyValuePair<string, JsonNode?> bound) => bound.Key switch
    {
        "gt" => value > (double)bound.Value!,
        "gte" => value >= (double)bound.Value!,
        "lt" => value < (double)bound.Value!,
        "lte" => value <= (double)bound.Value!,
        _ => throw new NotSupportedException(bound.Key),
    };

    // A number and its text are the same to a lenient match.
    private static IEnumerable<string> Words(JsonNode value) => value.GetValueKind() == JsonValueKind.Number
        ? [((double)value).ToString(CultureInfo.InvariantCulture)]
        : Word().Matches(value.ToString().ToLowerInvariant()).Select(match => match.Value);

    private static double Cosine(JsonNode a, JsonNode b)
    {
        var pairs = a.AsArray().Zip(b.AsArray(), (x, y) => (X: (double)x!, Y: (double)y!)).ToList();
        var lengths = Math.Sqrt(pairs.Sum(pair => pair.X * pair.X) * pairs.Sum(pair => pair.Y * pair.Y));
        return pairs.Sum(pair => pair.X * pair.Y) / lengths;
    }

    private static IEnumerable<JsonNode> List(JsonNode? array) => (array as JsonArray ?? []).OfType<JsonNode>();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escaped();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
