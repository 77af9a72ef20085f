using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows;

/// <summary>An alias of a flow as it is stored; its parent is the flow.</summary>
/// <param name="Description">What the user says about it, if anything.</param>
/// <param name="FlowVersion">The version that it leads to.</param>
/// <param name="ConcurrencyType">Who says how many nodes run at once; null: nobody did.</param>
/// <param name="MaxConcurrency">The most nodes that run at once, where the user says it.</param>
public sealed record FlowAliasDocument(
    string? Description, string FlowVersion, string? ConcurrencyType, int? MaxConcurrency)
{
    /// <summary>The alias of every flow's draft.</summary>
    public const string TestAlias = "TSTALIASID";

    private const int AutomaticMax = 16;

    /// <summary>Where they are stored.</summary>
    public static DocumentKind<FlowAliasDocument> Kind { get; } =
        new("flow-alias", FlowsJson.Default.FlowAliasDocument) { UniqueNames = true };

    /// <summary>The most nodes that run at once in an execution.</summary>
    internal int NodesAtOnce => MaxConcurrency ?? AutomaticMax;

    /// <summary>Where it leads, in the API's form.</summary>
    internal IReadOnlyList<FlowAliasRoutingConfigurationListItem> Routing() =>
        [new FlowAliasRoutingConfigurationListItem { FlowVersion = FlowVersion }];

    /// <summary>How many nodes run at once, in the API's form.</summary>
    internal FlowAliasConcurrencyConfiguration? Concurrency() => ConcurrencyType is null ? null
        : new FlowAliasConcurrencyConfiguration { Type = ConcurrencyType, MaxConcurrency = MaxConcurrency };
}
