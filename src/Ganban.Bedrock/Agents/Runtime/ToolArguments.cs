using System.Text.Json;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>Looks whether a model's arguments are what a tool takes.</summary>
internal static class ToolArguments
{
    /// <summary>What is wrong with them, for the model to read; null if nothing is.</summary>
    public static string? Complaint(AgentTool tool, JsonElement input)
    {
        if (tool.Schema.TryGetProperty("required", out var required)
            && required.EnumerateArray().Select(name => name.GetString()!)
                .FirstOrDefault(name => !Has(input, name)) is { } missing)
        {
            return $"The argument {missing} of {tool.Name} is missing. Call it again with all required arguments.";
        }

        foreach (var property in tool.Schema.GetProperty("properties").EnumerateObject())
        {
            if (Has(input, property.Name)
                && property.Value.TryGetProperty("type", out var type)
                && type.ValueKind == JsonValueKind.String
                && !Is(input.GetProperty(property.Name), type.GetString()!))
            {
                return $"The argument {property.Name} of {tool.Name} must be of the type {type}. Call it again.";
            }
        }

        return null;
    }

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
