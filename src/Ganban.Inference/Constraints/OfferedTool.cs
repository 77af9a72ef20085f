using System.Text.Json.Nodes;

namespace Ganban.Inference.Constraints;

/// <summary>A tool that a model may call.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Arguments">The JSON schema of its arguments; null for any object.</param>
public sealed record OfferedTool(string Name, JsonNode? Arguments);
