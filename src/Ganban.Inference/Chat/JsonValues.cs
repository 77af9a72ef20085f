using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Chat;

/// <summary>Turns the loosely typed arguments and results of function contents into JSON.</summary>
internal static class JsonValues
{
    private const int DepthMax = 64;

    /// <summary>Arguments as a JSON object.</summary>
    public static JsonObject FromArguments(IDictionary<string, object?>? arguments)
    {
        var json = new JsonObject();
        foreach (var (name, value) in arguments ?? new Dictionary<string, object?>())
        {
            json[name] = FromObject(value, depth: 0);
        }

        return json;
    }

    /// <summary>
    /// A JSON object as arguments, each value a <see cref="JsonElement"/> as other chat clients give them.
    /// </summary>
    public static Dictionary<string, object?> ToArguments(JsonObject json)
    {
        using var document = JsonDocument.Parse(json.ToJsonString());
        return document.RootElement.EnumerateObject()
            .ToDictionary(p => p.Name, p => (object?)p.Value.Clone(), StringComparer.Ordinal);
    }

    /// <summary>JSON as text without white space.</summary>
    public static string Compact(JsonNode node) =>
        System.Text.Encoding.UTF8.GetString(Constraints.JsonText.Bytes(node));

    public static JsonNode? FromObject(object? value, int depth)
    {
        if (depth > DepthMax)
        {
            throw new ArgumentException($"A function's arguments nest deeper than {DepthMax} levels.");
        }

        return value switch
        {
            null => null,
            JsonNode node => node.DeepClone(),
            JsonElement element => JsonNode.Parse(element.GetRawText()),
            string text => JsonValue.Create(text),
            bool flag => JsonValue.Create(flag),
            int number => JsonValue.Create(number),
            long number => JsonValue.Create(number),
            float number => JsonValue.Create(number),
            double number => JsonValue.Create(number),
            decimal number => JsonValue.Create(number),
            IEnumerable<KeyValuePair<string, object?>> members => new JsonObject(
                members.Select(m => KeyValuePair.Create(m.Key, FromObject(m.Value, depth + 1)))),
            System.Collections.IEnumerable items => new JsonArray(
                [.. items.Cast<object?>().Select(i => FromObject(i, depth + 1))]),
            _ => JsonValue.Create(Convert.ToString(value, CultureInfo.InvariantCulture)),
        };
    }
}
