using System.Text.Json;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.Retrieval;

/// <summary>Reads the filters of requests.</summary>
internal static class FilterReader
{
    // Filters nest as deep as JSON may; what compares recursively must not.
    private const int DepthMax = 16;

    /// <summary>The condition that a filter is; null for none.</summary>
    /// <exception cref="ValidationException">A value is of the wrong type.</exception>
    public static MetadataFilter? Read(RetrievalFilter? filter, string place) =>
        filter is null ? null : Read(filter, place + ".filter", depth: 1);

    private static MetadataFilter Read(RetrievalFilter filter, string place, int depth) => filter switch
    {
        _ when depth > DepthMax => throw RetrievalErrors.Wrong(place, $"Filters may be nested {DepthMax} deep."),
        RetrievalFilter.AndAll all => new MetadataFilter.All(Read(all.Value, place + ".andAll", depth)),
        RetrievalFilter.OrAll any => new MetadataFilter.Any(Read(any.Value, place + ".orAll", depth)),
        RetrievalFilter.EqualsValue found => Single(found.Value, MetadataComparison.Equal, place + ".equals"),
        RetrievalFilter.NotEquals found => Single(found.Value, MetadataComparison.NotEqual, place + ".notEquals"),
        RetrievalFilter.GreaterThan found => Number(found.Value, MetadataComparison.Greater, place + ".greaterThan"),
        RetrievalFilter.GreaterThanOrEquals found =>
            Number(found.Value, MetadataComparison.GreaterOrEqual, place + ".greaterThanOrEquals"),
        RetrievalFilter.LessThan found => Number(found.Value, MetadataComparison.Less, place + ".lessThan"),
        RetrievalFilter.LessThanOrEquals found =>
            Number(found.Value, MetadataComparison.LessOrEqual, place + ".lessThanOrEquals"),
        RetrievalFilter.In found => List(found.Value, MetadataComparison.In, place + ".in"),
        RetrievalFilter.NotIn found => List(found.Value, MetadataComparison.NotIn, place + ".notIn"),
        RetrievalFilter.StartsWith found => Text(found.Value, MetadataComparison.StartsWith, place + ".startsWith"),
        RetrievalFilter.StringContains found =>
            Text(found.Value, MetadataComparison.StringContains, place + ".stringContains"),
        RetrievalFilter.ListContains found =>
            Text(found.Value, MetadataComparison.ListContains, place + ".listContains"),
        _ => throw RetrievalErrors.NotImplemented("this kind of filter"),
    };

    private static List<MetadataFilter> Read(IReadOnlyList<RetrievalFilter> filters, string place, int depth) =>
        [.. filters.Select((filter, index) => Read(filter, $"{place}.{index + 1}.member", depth + 1))];

    private static MetadataFilter.Attribute Single(
        FilterAttribute attribute, MetadataComparison comparison, string place) =>
        Of(
            attribute,
            comparison,
            place,
            IsSingle(attribute.Value) || IsList(attribute.Value),
            "a string, number or boolean");

    private static MetadataFilter.Attribute Number(
        FilterAttribute attribute, MetadataComparison comparison, string place) =>
        Of(attribute, comparison, place, attribute.Value.ValueKind == JsonValueKind.Number, "a number");

    private static MetadataFilter.Attribute Text(
        FilterAttribute attribute, MetadataComparison comparison, string place) =>
        Of(attribute, comparison, place, attribute.Value.ValueKind == JsonValueKind.String, "a string");

    private static MetadataFilter.Attribute List(
        FilterAttribute attribute, MetadataComparison comparison, string place) =>
        Of(attribute, comparison, place, IsList(attribute.Value), "a list of strings, numbers or booleans");

    private static MetadataFilter.Attribute Of(
        FilterAttribute attribute, MetadataComparison comparison, string place, bool isRight, string wanted) => isRight
        ? new(attribute.Key, comparison, attribute.Value)
        : throw RetrievalErrors.Wrong(place + ".value", $"It must be {wanted}.");

    private static bool IsSingle(JsonElement value) => value.ValueKind is
        JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;

    private static bool IsList(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(IsSingle);
}
