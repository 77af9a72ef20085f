using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ganban.Inference.Constraints;

/// <summary>The types that schemas name.</summary>
internal static class SchemaTypes
{
    private static readonly string[] All = ["object", "array", "string", "number", "integer", "boolean", "null"];

    /// <summary>The types that <paramref name="schema"/> names, each once; null when it has no such keyword.</summary>
    /// <exception cref="JsonSchemaException">One is unknown.</exception>
    public static string[]? Named(SchemaKeywords schema, string path, SchemaBudget budget)
    {
        path += "/type";
        return schema["type"] switch
        {
            JsonArray list => [.. list.Select(one => Known(one, path, budget)).Distinct(StringComparer.Ordinal)],
            { } one => [Known(one, path, budget)],
            null => null,
        };
    }

    /// <summary>The type that other keywords imply; empty when it may be any.</summary>
    public static string[] Implied(SchemaKeywords schema) =>
        schema.Has("properties") || schema.Has("required") ? ["object"]
        : schema.Has("items") ? ["array"]
        : schema.Has("minLength") || schema.Has("maxLength") ? ["string"]
        : [];

    /// <summary>True when <paramref name="value"/> is of a type.</summary>
    public static bool IsOf(JsonNode? value, string type) => (value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        JsonValueKind.String => type == "string",
        JsonValueKind.Number => type is "number" or "integer",
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.Null => type == "null",
        JsonValueKind.Array => type == "array",
        _ => type == "object",
    };

    private static string Known(JsonNode? node, string path, SchemaBudget budget)
    {
        budget.Charge();
        var type = SchemaSource.Text(node, path);
        return All.Contains(type)
            ? type
            : throw new JsonSchemaException(
                $"the type '{type}' is unknown; types are {string.Join(", ", All)}.", path);
    }
}
