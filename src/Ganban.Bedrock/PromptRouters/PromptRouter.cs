using Ganban.Storage;

namespace Ganban.Bedrock.PromptRouters;

/// <summary>A prompt router of a tenant as it is stored; its id, name and times are the store's.</summary>
/// <param name="Description">What the user says about it, if anything.</param>
/// <param name="ModelArns">The models that it chooses from: foundation models or inference profiles.</param>
/// <param name="FallbackArn">The model that answers where there is nothing to choose by.</param>
/// <param name="ResponseQualityDifference">How much worse the cheaper model's answer may be; see RoutingRule.</param>
public sealed record PromptRouter(
    string? Description,
    IReadOnlyList<string> ModelArns,
    string FallbackArn,
    double ResponseQualityDifference)
{
    /// <summary>The type in the ARNs of tenants' routers.</summary>
    public const string ResourceType = "prompt-router";

    /// <summary>The most models that a router chooses from, the fallback among them.</summary>
    public const int ModelsMax = 2;

    /// <summary>Where they are stored.</summary>
    public static DocumentKind<PromptRouter> Kind { get; } =
        new(ResourceType, PromptRoutersJson.Default.PromptRouter) { UniqueNames = true };

    /// <summary>All models, the fallback last where it isn't one of the others.</summary>
    public IEnumerable<string> AllArns() => ModelArns.Append(FallbackArn).Distinct(StringComparer.Ordinal);
}
