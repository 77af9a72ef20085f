namespace Ganban.Bedrock.Engines;

/// <summary>An engine's share of the requests of a binding.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="Weight">Its share, in proportion to the others'; at least 1.</param>
public sealed record EngineShare(Engine Engine, int Weight);
