using System.Text.Json;
using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Flows.Graph;

/// <summary>The data types of inputs and outputs, as JSON values have them.</summary>
internal static class DataTypes
{
    /// <summary>
    /// The most levels of a value; what is made of values has some more, up to what JSON readers take.
    /// </summary>
    public const int LevelsMax = 48;

    /// <summary>The type of a value; null for what has none, such as JSON's null.</summary>
    public static string? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => FlowNodeIODataType.String,
        JsonValueKind.Number => FlowNodeIODataType.Number,
        JsonValueKind.True or JsonValueKind.False => FlowNodeIODataType.Boolean,
        JsonValueKind.Object => FlowNodeIODataType.Object,
        JsonValueKind.Array => FlowNodeIODataType.Array,
        _ => null,
    };

    /// <summary>A value as text: a string as it is, anything else as JSON.</summary>
    public static string Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    /// <summary>Whether a value has more than <see cref="LevelsMax"/> levels.</summary>
    public static bool IsTooDeep(JsonElement value) => IsTooDeep(value, LevelsMax);

    /// <summary>A text as a value.</summary>
    public static JsonElement Value(string text) => JsonSerializer.SerializeToElement(text);

    private static bool IsTooDeep(JsonElement value, int left) => value.ValueKind switch
    {
        JsonValueKind.Array => left == 0 || value.EnumerateArray().Any(item => IsTooDeep(item, left - 1)),
        JsonValueKind.Object => left == 0 || value.EnumerateObject().Any(member => IsTooDeep(member.Value, left - 1)),
        _ => false,
    };
}
