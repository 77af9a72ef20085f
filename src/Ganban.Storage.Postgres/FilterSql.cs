using System.Text.Json;
using Ganban.Storage.Vectors;

namespace Ganban.Storage.Postgres;

/// <summary>Writes conditions on metadata as conditions of SQL that mean the same.</summary>
internal static class FilterSql
{
    /// <summary>The condition; it may be unknown (NULL) where it does not hold.</summary>
    public static string Of(MetadataFilter filter, PostgresTable table, SqlText sql) => filter switch
    {
        MetadataFilter.All { Conditions.Count: 0 } => "true",
        MetadataFilter.Any { Conditions.Count: 0 } => "false",
        MetadataFilter.All all => Join(all.Conditions, " AND ", table, sql),
        MetadataFilter.Any any => Join(any.Conditions, " OR ", table, sql),
        MetadataFilter.Attribute attribute => Of(attribute, table, sql),
        _ => throw new ArgumentException($"A filter of type {filter.GetType().Name} is not known.", nameof(filter)),
    };

    private static string Join(
        IReadOnlyList<MetadataFilter> conditions, string word, PostgresTable table, SqlText sql) =>
        "(" + string.Join(word, conditions.Select(condition => Of(condition, table, sql))) + ")";

    private static string Of(MetadataFilter.Attribute filter, PostgresTable table, SqlText sql)
    {
        var found = table.Attribute(filter.Key, sql.Value(PassageJson.Clean(filter.Key)));
        var value = filter.Value;
        return filter.Comparison switch
        {
            MetadataComparison.Equal => $"{found} = {Json(value, sql)}",
            MetadataComparison.NotEqual => $"{found} IS DISTINCT FROM {Json(value, sql)}",
            MetadataComparison.In => IsIn(found, value, sql),
            MetadataComparison.NotIn => $"({IsIn(found, value, sql)}) IS NOT TRUE",
            MetadataComparison.Greater => Order(found, ">", value, sql),
            MetadataComparison.GreaterOrEqual => Order(found, ">=", value, sql),
            MetadataComparison.Less => Order(found, "<", value, sql),
            MetadataComparison.LessOrEqual => Order(found, "<=", value, sql),
            MetadataComparison.StartsWith =>
                $"(jsonb_typeof({found}) = 'string' AND starts_with({found} #>> '{{}}', {Text(value, sql)}))",
            MetadataComparison.StringContains => Contains(found, Text(value, sql)),
            MetadataComparison.ListContains =>
                $"(jsonb_typeof({found}) = 'array' AND {found} @> jsonb_build_array({Json(value, sql)}))",
            _ => throw new ArgumentException($"The comparison {filter.Comparison} is not known.", nameof(filter)),
        };
    }

    private static string IsIn(string found, JsonElement value, SqlText sql)
    {
        var items = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value];
        return $"{found} = ANY({sql.Value([.. items.Select(PassageJson.Raw)])}::jsonb[])";
    }

    // Numbers are compared as JSON, so that no value of another type has to be made a number.
    private static string Order(string found, string sign, JsonElement value, SqlText sql) =>
        value.ValueKind == JsonValueKind.Number
            ? $"(jsonb_typeof({found}) = 'number' AND {found} {sign} {Json(value, sql)})"
            : "false";

    private static string Contains(string found, string part) =>
        $"""
        EXISTS (SELECT FROM jsonb_array_elements(CASE jsonb_typeof({found})
          WHEN 'array' THEN {found} WHEN 'string' THEN jsonb_build_array({found}) ELSE '[]'::jsonb END) AS item
          WHERE jsonb_typeof(item) = 'string' AND strpos(item #>> '{"{}"}', {part}) > 0)
        """;

    private static string Json(JsonElement value, SqlText sql) => sql.Json(PassageJson.Raw(value));

    private static string Text(JsonElement value, SqlText sql) => sql.Value(PassageJson.Clean(value.GetString()!));
}
