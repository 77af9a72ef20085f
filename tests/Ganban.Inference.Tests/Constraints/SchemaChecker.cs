using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ganban.Inference.Tests.Constraints;

/// <summary>A plain reading of the JSON schema keywords that constraints follow.</summary>
internal static class SchemaChecker
{
    public static bool Holds(JsonNode? schema, JsonNode? value, JsonNode root)
    {
        if (schema is not JsonObject s)
        {
            return schema!.GetValue<bool>();
        }

        if (s["$ref"] is { } pointer)
        {
            return Holds(root["$defs"]![pointer.GetValue<string>()["#/$defs/".Length..]], value, root);
        }

        return (s["enum"] is not JsonArray values || values.Any(v => JsonNode.DeepEquals(v, value)))
            && (!s.ContainsKey("const") || JsonNode.DeepEquals(s["const"], value))
            && (s["anyOf"] is not JsonArray any || any.Any(o => Holds(o, value, root)))
            && (s["type"] is null || Types(s["type"]!).Any(t => HasType(t, value)))
            && HoldsFor(s, value, root);
    }

    private static IEnumerable<string> Types(JsonNode type) =>
        type is JsonArray list ? list.Select(t => t!.GetValue<string>()) : [type.GetValue<string>()];

    private static bool HasType(string type, JsonNode? value) => (value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        JsonValueKind.Null => type == "null",
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.String => type == "string",
        JsonValueKind.Array => type == "array",
        JsonValueKind.Object => type == "object",
        _ => type == "number"
            || (type == "integer" && long.TryParse(value!.ToJsonString(), CultureInfo.InvariantCulture, out _)),
    };

    private static bool HoldsFor(JsonObject schema, JsonNode? value, JsonNode root) => value switch
    {
        JsonArray items => items.Count >= (schema["minItems"]?.GetValue<int>() ?? 0)
            && items.Count <= (schema["maxItems"]?.GetValue<int>() ?? int.MaxValue)
            && items.All(i => schema["items"] is not { } item || Holds(item, i, root)),
        JsonObject members => (schema["required"] is not JsonArray names
                || names.All(n => members.ContainsKey(n!.GetValue<string>())))
            && members.All(m => schema["properties"]?[m.Key] is { } property ? Holds(property, m.Value, root)
                : schema["additionalProperties"] is not { } additional || Holds(additional, m.Value, root)),
        JsonValue text when text.GetValueKind() == JsonValueKind.String =>
            text.GetValue<string>().EnumerateRunes().Count() is var length
            && length >= (schema["minLength"]?.GetValue<int>() ?? 0)
            && length <= (schema["maxLength"]?.GetValue<int>() ?? int.MaxValue),
        JsonValue number when number.GetValueKind() == JsonValueKind.Number && schema["minimum"] is { } minimum =>
            number.GetValue<double>() >= minimum.GetValue<int>()
            && number.GetValue<double>() <= schema["maximum"]!.GetValue<int>(),
        _ => true,
    };
}
