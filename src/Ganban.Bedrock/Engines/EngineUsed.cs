namespace Ganban.Bedrock.Engines;

/// <summary>Which engine answered a request.</summary>
/// <param name="Name">What really answered.</param>
/// <param name="StoodInFor">The names of the engines that should have answered before it; empty if none should.</param>
internal sealed record EngineUsed(string Name, IReadOnlyList<string> StoodInFor)
{
    /// <summary>The key of this in the AdditionalProperties of updates and results.</summary>
    public const string Key = "ganban.engine_used";
}
