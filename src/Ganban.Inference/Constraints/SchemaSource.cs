using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ganban.Inference.Constraints;

/// <summary>
/// The schema document as written: resolves references within it and merges schemas that hold together.
/// </summary>
internal sealed class SchemaSource(JsonNode? root)
{
    /// <summary>What <paramref name="pointer"/>, a JSON pointer after '#', refers to.</summary>
    /// <exception cref="JsonSchemaException">It refers to nothing here.</exception>
    public JsonNode? Resolve(string pointer, string path)
    {
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

    /// <summary>
    /// Adds <paramref name="part"/> to <paramref name="into"/>: properties and required together, the rest replaced.
    /// </summary>
    public JsonObject Merge(JsonObject into, JsonNode? part, string path)
    {
        var source = part as JsonObject ?? [];
        if (source["$ref"] is { } reference)
        {
            source = Resolve(Text(reference, path), path) as JsonObject ?? [];
        }

        foreach (var (name, value) in source)
        {
            if (name == "properties" && into[name] is JsonObject mine && value is JsonObject theirs)
            {
                foreach (var (property, schema) in theirs)
                {
                    mine[property] = schema?.DeepClone();
                }
            }
            else if (name == "required" && into[name] is JsonArray names && value is JsonArray more)
            {
                foreach (var required in more)
                {
                    names.Add(required?.DeepClone());
                }
            }
            else
            {
                into[name] = value?.DeepClone();
            }
        }

        return into;
    }

    /// <summary>A copy of <paramref name="schema"/> without one keyword.</summary>
    public static JsonObject Without(JsonObject schema, string keyword)
    {
        var rest = (JsonObject)schema.DeepClone();
        rest.Remove(keyword);
        return rest;
    }

    /// <summary>The text that <paramref name="node"/> must be.</summary>
    /// <exception cref="JsonSchemaException">It is none.</exception>
    public static string Text(JsonNode? node, string path) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : throw new JsonSchemaException("must be a string.", path);
}
