using System.Globalization;
using System.Text.Json;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>Looks whether a model's arguments are what a tool takes.</summary>
internal static class ToolArguments
{
    private const int ValuesCharactersMax = 2000;

    /// <summary>What is wrong with them, for the model to read; null if nothing is.</summary>
    public static string? Complaint(AgentTool tool, JsonElement input) =>
        Fault(tool.Schema, input, "") is var (place, what)
            ? $"The argument {place} of {tool.Name} {what}. Call it again."
            : null;

    private static (string Place, string What)? Fault(JsonElement schema, JsonElement value, string place)
    {
        if (Member(schema, "type", JsonValueKind.String) is { } type && !Is(value, type.GetString()!))
        {
            return (place, $"must be of the type {type}");
        }

        if (Member(schema, "enum", JsonValueKind.Array) is { } values
            && !values.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)))
        {
            var all = values.GetRawText();
            all = all.Length > ValuesCharactersMax ? all[..ValuesCharactersMax] + " …" : all;
            return (place, $"must be one of {all}");
        }

        return value.ValueKind switch
        {
            JsonValueKind.Object => MemberFault(schema, value, place),
            JsonValueKind.Array when Member(schema, "items", JsonValueKind.Object) is { } items =>
                value.EnumerateArray()
                    .Select((item, index) => Fault(
                        items, item, string.Create(CultureInfo.InvariantCulture, $"{place}[{index}]")))
                    .FirstOrDefault(fault => fault is not null),
            _ => null,
        };
    }

    // Models write null for what they leave out.
    private static (string Place, string What)? MemberFault(JsonElement schema, JsonElement value, string place)
    {
        string Of(string member) => place.Length == 0 ? member : $"{place}.{member}";
        if (Member(schema, "required", JsonValueKind.Array) is { } required
            && required.EnumerateArray().Select(name => name.GetString()!)
                .FirstOrDefault(name => !Has(value, name)) is { } missing)
        {
            return (Of(missing), "is missing");
        }

        return Member(schema, "properties", JsonValueKind.Object) is { } properties
            ? properties.EnumerateObject()
                .Where(property => Has(value, property.Name))
                .Select(property => Fault(property.Value, value.GetProperty(property.Name), Of(property.Name)))
                .FirstOrDefault(fault => fault is not null)
            : null;
    }

    private static JsonElement? Member(JsonElement schema, string name, JsonValueKind kind) =>
        schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty(name, out var member)
        && member.ValueKind == kind
            ? member
            : null;

    private static bool Has(JsonElement input, string name) =>
        input.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    private static bool Is(JsonElement value, string type) => type switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number)
            && decimal.IsInteger(number),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        _ => true,
    };
}
