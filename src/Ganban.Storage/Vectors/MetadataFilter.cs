using System.Text.Json;

namespace Ganban.Storage.Vectors;

/// <summary>A condition on metadata.</summary>
public abstract record MetadataFilter
{
    private MetadataFilter()
    {
    }

    /// <summary>All of several conditions.</summary>
    public sealed record All(IReadOnlyList<MetadataFilter> Conditions) : MetadataFilter;

    /// <summary>One at least of several conditions.</summary>
    public sealed record Any(IReadOnlyList<MetadataFilter> Conditions) : MetadataFilter;

    /// <summary>A condition on one attribute.</summary>
    /// <param name="Key">The attribute's name.</param>
    /// <param name="Comparison">How it is compared.</param>
    /// <param name="Value">What with: a string, number or boolean; a list where the comparison wants one.</param>
    public sealed record Attribute(string Key, MetadataComparison Comparison, JsonElement Value) : MetadataFilter;

    /// <summary>Whether metadata fulfils the condition.</summary>
    /// <param name="metadata">Finds an attribute; null where there is none.</param>
    public bool Matches(Func<string, JsonElement?> metadata) => this switch
    {
        All all => all.Conditions.All(condition => condition.Matches(metadata)),
        Any any => any.Conditions.Any(condition => condition.Matches(metadata)),
        Attribute attribute => attribute.Comparison.Holds(metadata(attribute.Key), attribute.Value),
        _ => false,
    };
}
