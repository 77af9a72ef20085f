using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ganban.Server.Tests.Formats;

/// <summary>Compares JSON by its members and their types, whatever their values.</summary>
internal static class JsonShape
{
    /// <summary>
    /// Where and how a value differs from an example; null if it has the example's shape. A null in the example stands
    /// for any scalar; every item of a list must be like one of the example's.
    /// </summary>
    /// <param name="example">The example.</param>
    /// <param name="actual">The value.</param>
    /// <param name="numbersMayLack">Whether a number may be null: engines elsewhere count at the end only.</param>
    /// <param name="place">Where in the whole the value stands.</param>
    public static string? Difference(JsonNode? example, JsonNode? actual, bool numbersMayLack, string place = "$")
    {
        switch (example, actual)
        {
            case (null, null or JsonValue):
                return null;
            case (JsonObject expected, JsonObject members):
                var names = expected.Select(member => member.Key).Order(StringComparer.Ordinal);
                var found = members.Select(member => member.Key).Order(StringComparer.Ordinal);
                return !names.SequenceEqual(found)
                    ? $"{place}: expected {string.Join(",", names)}, found {string.Join(",", found)}"
                    : expected.Select(member => Difference(
                        member.Value, members[member.Key], numbersMayLack, $"{place}.{member.Key}"))
                        .FirstOrDefault(difference => difference is not null);
            case (JsonArray expected, JsonArray items):
                return expected.Count > 0 && items.Count == 0
                    ? $"{place}: empty"
                    : items.Select((item, index) => expected
                        .Select(one => Difference(one, item, numbersMayLack, $"{place}[{index}]"))
                        .DefaultIfEmpty()
                        .Aggregate((best, one) => best is null ? null : one))
                        .FirstOrDefault(difference => difference is not null);
            case (JsonValue expected, JsonValue value):
                return Kind(expected, value) ? null : $"{place}: expected {expected}, found {value}";
            case (JsonValue expected, null) when numbersMayLack && expected.GetValueKind() == JsonValueKind.Number:
                return null;
            default:
                return $"{place}: expected {example?.ToJsonString()}, found {actual?.ToJsonString()}";
        }
    }

    private static bool Kind(JsonValue expected, JsonValue actual)
    {
        var (kind, found) = (expected.GetValueKind(), actual.GetValueKind());
        return kind is JsonValueKind.True or JsonValueKind.False
            ? found is JsonValueKind.True or JsonValueKind.False
            : kind == found && (kind != JsonValueKind.Number || !IsInteger(expected) || IsInteger(actual));
    }

    private static bool IsInteger(JsonValue number) =>
        long.TryParse(number.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture, out _);
}
