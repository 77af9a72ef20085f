using System.Globalization;
using System.Text.Json;
using Ganban.Bedrock.Citations;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Inference.Embeddings;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.Retrieval;

/// <summary>
/// Reads the conditions that a model found in a question. One that the question doesn't bear out is dropped, since it
/// would hide what the question asks for: the value must stand in it.
/// </summary>
internal static class ImpliedConditions
{
    private const int CountMax = 10;

    private static readonly Dictionary<string, MetadataComparison> Comparisons = new(StringComparer.Ordinal)
    {
        ["equals"] = MetadataComparison.Equal,
        ["notEquals"] = MetadataComparison.NotEqual,
        ["greaterThan"] = MetadataComparison.Greater,
        ["greaterThanOrEquals"] = MetadataComparison.GreaterOrEqual,
        ["lessThan"] = MetadataComparison.Less,
        ["lessThanOrEquals"] = MetadataComparison.LessOrEqual,
        ["startsWith"] = MetadataComparison.StartsWith,
        ["listContains"] = MetadataComparison.ListContains,
    };

    /// <summary>The operators that a model may use.</summary>
    public static IEnumerable<string> Operators => Comparisons.Keys;

    /// <summary>The filter of all sound conditions; null for none.</summary>
    /// <param name="written">What the model wrote.</param>
    /// <param name="attributes">The attributes that there are.</param>
    /// <param name="question">What is asked.</param>
    public static MetadataFilter? Read(
        string written, IReadOnlyList<MetadataAttributeSchema> attributes, string question)
    {
        try
        {
            using var json = JsonDocument.Parse(written);
            var list = json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("conditions", out var found)
                && found.ValueKind == JsonValueKind.Array
                ? found.EnumerateArray().Take(CountMax)
                : [];
            var conditions = list
                .Select(item => Condition(item, attributes, question))
                .OfType<MetadataFilter>()
                .ToList();
            return conditions.Count switch
            {
                0 => null,
                1 => conditions[0],
                _ => new MetadataFilter.All(conditions),
            };
        }
        catch (JsonException)
        {
            // The model wrote something else, which is no condition.
            return null;
        }
    }

    private static MetadataFilter.Attribute? Condition(
        JsonElement item, IReadOnlyList<MetadataAttributeSchema> attributes, string question)
    {
        if (item.ValueKind != JsonValueKind.Object
            || !item.TryGetProperty("key", out var key)
            || !item.TryGetProperty("operator", out var name)
            || !item.TryGetProperty("value", out var value)
            || name.ValueKind != JsonValueKind.String
            || attributes.FirstOrDefault(attribute => key.ValueKind == JsonValueKind.String
                && key.ValueEquals(attribute.Key)) is not { } attribute
            || !Comparisons.TryGetValue(name.GetString()!, out var comparison))
        {
            return null;
        }

        return Fits(attribute.Type, comparison, value) && IsSaid(attribute, value, question)
            ? new MetadataFilter.Attribute(attribute.Key, comparison, value.Clone())
            : null;
    }

    private static bool Fits(string type, MetadataComparison comparison, JsonElement value)
    {
        var isEquality = comparison is MetadataComparison.Equal or MetadataComparison.NotEqual;
        return type switch
        {
            AttributeType.String => value.ValueKind == JsonValueKind.String
                && (isEquality || comparison == MetadataComparison.StartsWith),
            AttributeType.Number => value.ValueKind == JsonValueKind.Number
                && (isEquality || comparison is MetadataComparison.Greater or MetadataComparison.GreaterOrEqual
                    or MetadataComparison.Less or MetadataComparison.LessOrEqual),
            AttributeType.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False && isEquality,
            _ => value.ValueKind == JsonValueKind.String && comparison == MetadataComparison.ListContains,
        };
    }

    // Yes and no stand in no question; that it is about the attribute must do.
    private static bool IsSaid(MetadataAttributeSchema attribute, JsonElement value, string question) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString() is { Length: > 0 } text && TextFolding.Fold(question).Contains(
                TextFolding.Fold(text), StringComparison.Ordinal),
            JsonValueKind.Number => TextFolding.Fold(question).Contains(
                value.GetDouble().ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal),
            _ => TextFeatures.Of(attribute.Key + ' ' + attribute.Description).Keys
                .Intersect(TextFeatures.Of(question).Keys, StringComparer.Ordinal)
                .Any(),
        };
}
