using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ganban.Inference.Constraints;

/// <summary>The schema document as written, in which references are resolved.</summary>
internal sealed class SchemaSource(JsonNode? root, SchemaBudget budget)
{
    /// <summary>What <paramref name="pointer"/>, a JSON pointer after '#', refers to.</summary>
    /// <exception cref="JsonSchemaException">It refers to nothing here.</exception>
    public JsonNode? Resolve(string pointer, string path)
    {
        budget.Charge(pointer.Length);
        var target = root;
        if (!pointer.StartsWith('#'))
        {
            throw new JsonSchemaException($"'{pointer}' is not within this schema; only '#…' can be followed.", path);
        }

        foreach (var part in pointer[1..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = Uri.UnescapeDataString(part)
                .Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            target = target switch
            {
                JsonObject members when members.TryGetPropertyValue(name, out var member) => member,
                JsonArray items when int.TryParse(name, out var i) && i >= 0 && i < items.Count => items[i],
                _ => throw new JsonSchemaException($"'{pointer}' refers to nothing.", path),
            };
        }

        return target;
    }

    /// <summary>The members of a schema, or of the one that it refers to; none where it is true or false.</summary>
    /// <exception cref="JsonSchemaException">It refers to nothing here.</exception>
    public JsonObject Members(JsonNode? schema, string path)
    {
        var members = schema as JsonObject ?? [];
        return members["$ref"] is { } reference
            ? Resolve(Text(reference, path), path) as JsonObject ?? []
            : members;
    }

    /// <summary>The text that <paramref name="node"/> must be.</summary>
    /// <exception cref="JsonSchemaException">It is none.</exception>
    public static string Text(JsonNode? node, string path) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : throw new JsonSchemaException("must be a string.", path);
}
