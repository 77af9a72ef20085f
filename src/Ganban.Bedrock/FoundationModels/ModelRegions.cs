namespace Ganban.Bedrock.FoundationModels;

/// <summary>Regions that the sources name for a model.</summary>
public sealed record ModelRegions
{
    /// <summary>Regions where the bare id was seen to work. A lower bound: the captures are of few regions.</summary>
    public IReadOnlyList<string> OnDemand { get; init; } = [];

    /// <summary>Regions where the model can only be reached through an inference profile.</summary>
    public IReadOnlyList<string> ProfileOnly { get; init; } = [];
}
