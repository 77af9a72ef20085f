using System.Text.Json.Nodes;

namespace Ganban.Inference.ToolCalls;

/// <summary>A call that a model made.</summary>
/// <param name="Name">The tool's name.</param>
/// <param name="Arguments">The arguments.</param>
public sealed record ParsedToolCall(string Name, JsonObject Arguments);
