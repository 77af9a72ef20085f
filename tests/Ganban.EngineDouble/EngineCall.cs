using System.Text.Json.Nodes;

namespace Ganban.EngineDouble;

/// <summary>A request that a double was sent.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Authorization">Its authorization header; null if it had none.</param>
/// <param name="Body">Its body.</param>
public sealed record EngineCall(string Path, string? Authorization, JsonNode Body);
