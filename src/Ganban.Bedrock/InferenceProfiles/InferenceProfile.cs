using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.InferenceProfiles;

/// <summary>
/// A system-defined inference profile: one model, reached from the regions of a geography and served in several of
/// them. Immutable; what depends on the caller's account and region is a method.
/// </summary>
public sealed record InferenceProfile
{
    /// <summary>The geography and the model's id: <c>us.anthropic.claude-3-haiku-20240307-v1:0</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The model behind the profile.</summary>
    public required CatalogModel Model { get; init; }

    /// <summary>The profile's name, such as <c>US Anthropic Claude 3 Haiku</c>.</summary>
    public required string Name { get; init; }

    /// <summary>When Amazon created it; null where no listing told.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When Amazon last changed it; null where no listing told.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>What use through the profile costs; null where not known.</summary>
    public OnDemandPrice? Price { get; init; }

    /// <summary>The regions that offer the profile; null for a global one.</summary>
    internal IReadOnlyList<string>? OfferedIn { get; init; }

    /// <summary>The routes that were seen.</summary>
    internal IReadOnlyList<ProfileRoute> Routes { get; init; } = [];

    /// <summary>Where the geography's profiles usually go.</summary>
    internal IReadOnlyList<string> UsualDestinations { get; init; } = [];

    /// <summary>Whether the profile is one of the global ones, which route across all commercial regions.</summary>
    public bool IsGlobal => OfferedIn is null;

    /// <summary>Whether callers in <paramref name="region"/> may use the profile.</summary>
    public bool IsOfferedIn(string region) =>
        OfferedIn?.Contains(region) ?? FoundationModels.Arn.PartitionOf(region) == "aws";

    /// <summary>The profile's ARN for a caller; it names the caller's account and region.</summary>
    public string Arn(string account, string region) =>
        FoundationModels.Arn.Bedrock(region, account, $"inference-profile/{Id}").ToString();

    /// <summary>
    /// The ARNs of the model in each destination region. A global profile names one without a region and the one of
    /// the source region.
    /// </summary>
    public IReadOnlyList<string> ModelArns(string region) => [.. Destinations(region).Select(Model.Arn)];

    /// <summary>The region that serves a caller: its own where the profile leads there, else the first.</summary>
    public string ServedIn(string region) => ServedIn(Destinations(region), region);

    /// <summary>Which of some destinations serves a caller; an empty one stands for anywhere.</summary>
    internal static string ServedIn(IReadOnlyList<string> destinations, string region) =>
        destinations.Contains(region) ? region : destinations.FirstOrDefault(name => name.Length > 0) ?? region;

    /// <summary>A sentence that names the destinations, made the way Amazon's are.</summary>
    public string Description(string region)
    {
        // Names begin with the geography in one word.
        var title = Name[(Name.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        if (IsGlobal)
        {
            return $"Routes requests to {title} globally across all supported AWS Regions.";
        }

        var destinations = Destinations(region);
        var places = destinations.Count == 1
            ? destinations[0]
            : $"{string.Join(", ", destinations.SkipLast(1))} and {destinations[^1]}";
        return $"Routes requests to {title} in {places}.";
    }

    /// <summary>
    /// The regions that may serve a caller in <paramref name="region"/>; an empty one stands for any.
    /// </summary>
    internal IReadOnlyList<string> Destinations(string region)
    {
        if (IsGlobal)
        {
            return ["", region];
        }

        // Best the route seen from this region, then one seen from an unknown or another region.
        var routes = Routes.OrderBy(route => route.From is null ? 1 : route.From.Contains(region) ? 0 : 2);
        return routes.FirstOrDefault()?.To ?? UsualDestinations;
    }
}
