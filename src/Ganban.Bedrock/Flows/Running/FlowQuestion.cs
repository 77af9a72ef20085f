using System.Text.Json;

namespace Ganban.Bedrock.Flows.Running;

/// <summary>What a node asks the user for.</summary>
/// <param name="Key">The name of the node's run.</param>
/// <param name="Node">The node.</param>
/// <param name="Text">What it asks.</param>
public sealed record FlowQuestion(string Key, string Node, JsonElement Text);
