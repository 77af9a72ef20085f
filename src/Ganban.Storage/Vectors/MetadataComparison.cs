using System.Text.Json;

namespace Ganban.Storage.Vectors;

/// <summary>
/// How an attribute is compared with a value. Values of different types are never equal, less or greater.
/// </summary>
public enum MetadataComparison
{
    /// <summary>It is the value.</summary>
    Equal,

    /// <summary>It is not the value, or is absent.</summary>
    NotEqual,

    /// <summary>It is a greater number.</summary>
    Greater,

    /// <summary>It is the number or a greater one.</summary>
    GreaterOrEqual,

    /// <summary>It is a smaller number.</summary>
    Less,

    /// <summary>It is the number or a smaller one.</summary>
    LessOrEqual,

    /// <summary>It is one of the values.</summary>
    In,

    /// <summary>It is none of the values, or is absent.</summary>
    NotIn,

    /// <summary>It is a string that begins with the value.</summary>
    StartsWith,

    /// <summary>It is a string with the value in it, or a list with such a string.</summary>
    StringContains,

    /// <summary>It is a list that holds the value.</summary>
    ListContains,
}

/// <summary>What comparisons mean.</summary>
public static class MetadataComparisons
{
    /// <summary>Whether a comparison holds.</summary>
    /// <param name="comparison">Which one.</param>
    /// <param name="found">The attribute; null where it is absent.</param>
    /// <param name="value">What it is compared with.</param>
    public static bool Holds(this MetadataComparison comparison, JsonElement? found, JsonElement value) =>
        comparison switch
        {
            MetadataComparison.NotEqual => found is not { } other || !AreEqual(other, value),
            MetadataComparison.NotIn => found is not { } other || !Items(value).Any(item => AreEqual(other, item)),
            _ => found is { } attribute && HoldsFor(comparison, attribute, value),
        };

    private static bool HoldsFor(MetadataComparison comparison, JsonElement found, JsonElement value) =>
        comparison switch
        {
            MetadataComparison.Equal => AreEqual(found, value),
            MetadataComparison.In => Items(value).Any(item => AreEqual(found, item)),
            MetadataComparison.Greater => Order(found, value) > 0,
            MetadataComparison.GreaterOrEqual => Order(found, value) >= 0,
            MetadataComparison.Less => Order(found, value) < 0,
            MetadataComparison.LessOrEqual => Order(found, value) <= 0,
            MetadataComparison.StartsWith => found.ValueKind == JsonValueKind.String
                && found.GetString()!.StartsWith(value.GetString()!, StringComparison.Ordinal),
            MetadataComparison.StringContains => Items(found).Any(item =>
                item.ValueKind == JsonValueKind.String
                && item.GetString()!.Contains(value.GetString()!, StringComparison.Ordinal)),
            MetadataComparison.ListContains => found.ValueKind == JsonValueKind.Array
                && Items(found).Any(item => AreEqual(item, value)),
            _ => false,
        };

    private static IEnumerable<JsonElement> Items(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];

    private static int? Order(JsonElement found, JsonElement value) =>
        found.ValueKind == JsonValueKind.Number && value.ValueKind == JsonValueKind.Number
            ? found.GetDouble().CompareTo(value.GetDouble())
            : null;

    private static bool AreEqual(JsonElement found, JsonElement value) =>
        found.ValueKind == value.ValueKind && found.ValueKind switch
        {
            JsonValueKind.String => found.ValueEquals(value.GetString()),
            JsonValueKind.Number => found.GetDouble().Equals(value.GetDouble()),
            JsonValueKind.Array => found.EnumerateArray().SequenceEqual(value.EnumerateArray(), Same.Instance),
            JsonValueKind.True or JsonValueKind.False => true,
            _ => false,
        };

    private sealed class Same : IEqualityComparer<JsonElement>
    {
        public static Same Instance { get; } = new();

        public bool Equals(JsonElement x, JsonElement y) => AreEqual(x, y);

        public int GetHashCode(JsonElement obj) => (int)obj.ValueKind;
    }
}
