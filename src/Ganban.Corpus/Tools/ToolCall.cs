using System.Text.Json.Nodes;

namespace Ganban.Corpus.Tools;

/// <summary>A call of a tool.</summary>
/// <param name="Name">The tool's name.</param>
/// <param name="Arguments">What it is given.</param>
public sealed record ToolCall(string Name, JsonObject Arguments);
