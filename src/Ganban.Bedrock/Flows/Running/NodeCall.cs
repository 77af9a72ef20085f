using System.Text.Json;
using Ganban.Bedrock.Flows.Graph;
using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Flows.Running;

/// <summary>What a node is run with.</summary>
/// <param name="Node">The node as the definition has it.</param>
/// <param name="Inputs">Its inputs.</param>
/// <param name="Flow">The run that it belongs to.</param>
/// <param name="Key">The name of this run of the node in the run of the flow.</param>
internal sealed record NodeCall(FlowNode Node, IReadOnlyList<InputValue> Inputs, FlowCall Flow, string Key)
{
    private readonly List<FlowEvent> _events = [];

    /// <summary>What happened while it ran.</summary>
    public IReadOnlyList<FlowEvent> Events => _events;

    /// <summary>The value of an input.</summary>
    public JsonElement Value(string input) => Inputs.First(value => value.Name == input).Value;

    /// <summary>The value of an input as text.</summary>
    public string Text(string input) => DataTypes.Text(Value(input));

    /// <summary>Tells of something that happened.</summary>
    public void Tell(FlowEvent happened) => _events.Add(happened);
}
