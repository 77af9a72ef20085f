using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Storage.Vectors;

namespace Ganban.Storage.OpenSearch;

/// <summary>
/// Writes conditions on metadata as queries that find all that fulfils them. They may find more, since a field's mapping
/// is the user's; what is found is compared once more, by its metadata.
/// </summary>
internal static class FilterQuery
{
    public static JsonObject Of(MetadataFilter filter) => filter switch
    {
        MetadataFilter.All all => Bool("filter", all.Conditions.Select(Of)),
        MetadataFilter.Any { Conditions.Count: 0 } => new JsonObject { ["match_none"] = new JsonObject() },
        MetadataFilter.Any any => Either(any.Conditions.Select(Of)),
        MetadataFilter.Attribute attribute => Of(attribute),
        _ => throw new ArgumentException($"A filter of type {filter.GetType().Name} is not known.", nameof(filter)),
    };

    private static JsonObject Of(MetadataFilter.Attribute filter)
    {
        var (key, value) = (filter.Key, filter.Value);
        return filter.Comparison switch
        {
            MetadataComparison.Equal or MetadataComparison.In or MetadataComparison.ListContains =>
                Either(Items(value).Select(item => Match(key, item))),
            MetadataComparison.Greater => Range(key, "gt", value),
            MetadataComparison.GreaterOrEqual => Range(key, "gte", value),
            MetadataComparison.Less => Range(key, "lt", value),
            MetadataComparison.LessOrEqual => Range(key, "lte", value),
            MetadataComparison.StartsWith => Either(Names(key).Select(name => Term("prefix", name, value.GetString()!))),
            MetadataComparison.StringContains => Either(
                Names(key).Select(name => Term("wildcard", name, $"*{Literal(value.GetString()!)}*"))),
            _ => new JsonObject { ["match_all"] = new JsonObject() },
        };
    }

    // Of a text without words, as "!!", nothing is known: then all match here.
    private static JsonObject Match(string key, JsonElement value) => new()
    {
        ["match"] = new JsonObject
        {
            [key] = new JsonObject
            {
                ["query"] = JsonNode.Parse(value.GetRawText()),
                ["lenient"] = true,
                ["zero_terms_query"] = "all",
            },
        },
    };

    private static JsonObject Range(string key, string word, JsonElement value) => new()
    {
        ["range"] = new JsonObject { [key] = new JsonObject { [word] = JsonNode.Parse(value.GetRawText()) } },
    };

    private static JsonObject Term(string query, string field, string value) => new()
    {
        [query] = new JsonObject { [field] = new JsonObject { ["value"] = value } },
    };

    // A string is a keyword where the user says so; by default it is words, with a keyword beside them.
    private static string[] Names(string key) => [key, key + ".keyword"];

    private static IEnumerable<JsonElement> Items(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];

    private static string Literal(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("*", "\\*", StringComparison.Ordinal)
        .Replace("?", "\\?", StringComparison.Ordinal);

    private static JsonObject Either(IEnumerable<JsonObject> queries)
    {
        var either = Bool("should", queries);
        either["bool"]!["minimum_should_match"] = 1;
        return either;
    }

    private static JsonObject Bool(string clause, IEnumerable<JsonObject> queries) =>
        new() { ["bool"] = new JsonObject { [clause] = new JsonArray([.. queries]) } };
}
