using System.Text.Json.Nodes;

namespace Ganban.Inference.Tests.Constraints;

/// <summary>Draws JSON schemas.</summary>
internal sealed class RandomSchema(int seed)
{
    private static readonly string[] Names = ["a", "ab", "名前", "name", "na me", "q\"t", "é"];

    private readonly Random _random = new(seed);

    public JsonObject Next()
    {
        var schema = Node(depth: 0);
        schema["$defs"] = new JsonObject
        {
            ["tree"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    ["v"] = new JsonObject { ["type"] = "integer" },
                    ["next"] = new JsonObject
                    {
                        ["anyOf"] = new JsonArray(Reference(), new JsonObject { ["type"] = "null" }),
                    },
                },
                ["required"] = new JsonArray("v"),
            },
        };
        return schema;
    }

    private static JsonObject Reference() => new() { ["$ref"] = "#/$defs/tree" };

    private JsonObject Node(int depth) => _random.Next(depth > 2 ? 7 : 11) switch
    {
        0 => new() { ["type"] = "string", ["maxLength"] = _random.Next(6), ["minLength"] = 0 },
        1 => new() { ["type"] = "string", ["minLength"] = _random.Next(4) },
        2 => _random.Next(3) switch
        {
            0 => new() { ["type"] = "number" },
            1 => new() { ["type"] = "integer" },
            _ => new()
            {
                ["type"] = "integer",
                ["minimum"] = _random.Next(-300, 40),
                ["maximum"] = _random.Next(40, 999),
            },
        },
        3 => new() { ["type"] = new JsonArray("boolean", "null", "string") },
        4 => new() { ["enum"] = new JsonArray("ab", "abc", 12, 1, 120, null, true, "日\"本", new JsonArray(1, "x")) },
        5 => new() { ["const"] = new JsonObject { ["k"] = "v" } },
        6 => Reference(),
        7 => new() { ["anyOf"] = new JsonArray(Node(depth + 1), Node(depth + 1), Object(depth + 1)) },
        8 => new()
        {
            ["type"] = "array",
            ["items"] = Node(depth + 1),
            ["minItems"] = _random.Next(3),
            ["maxItems"] = 2 + _random.Next(3),
        },
        _ => Object(depth),
    };

    private JsonObject Object(int depth)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var name in Names.Where(_ => _random.Next(3) == 0))
        {
            properties[name] = Node(depth + 1);
            if (_random.Next(2) == 0)
            {
                required.Add(JsonValue.Create(name));
            }
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required };
        if (_random.Next(3) == 0)
        {
            schema["additionalProperties"] = _random.Next(2) == 0 ? Node(depth + 1) : JsonValue.Create(false);
        }

        return schema;
    }
}
