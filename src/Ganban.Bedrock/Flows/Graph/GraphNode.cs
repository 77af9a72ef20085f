using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Flows.Graph;

/// <summary>An input of a node with what feeds it.</summary>
/// <param name="Declared">As the definition has it.</param>
/// <param name="Path">Its expression.</param>
/// <param name="Source">The node that feeds it.</param>
/// <param name="Output">Which of that node's outputs.</param>
internal sealed record GraphInput(FlowNodeInput Declared, FlowPath Path, GraphNode Source, string Output);

/// <summary>A condition that lets a node run.</summary>
/// <param name="Source">The node whose condition it is.</param>
/// <param name="Condition">The condition's name.</param>
internal sealed record GraphGate(GraphNode Source, string Condition);

/// <summary>Where an output goes.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Input">Which of its inputs.</param>
internal sealed record GraphTarget(string Node, string Input);

/// <summary>A node of a flow with its connections.</summary>
internal sealed class GraphNode(FlowNode declared, IReadOnlyList<string> iterators)
{
    /// <summary>As the definition has it.</summary>
    public FlowNode Declared { get; } = declared;

    /// <summary>Its name.</summary>
    public string Name => Declared.Name;

    /// <summary>Its type.</summary>
    public string Type => Declared.Type;

    /// <summary>The names of the iterators around it, the outermost first.</summary>
    public IReadOnlyList<string> Iterators { get; } = iterators;

    /// <summary>Its inputs.</summary>
    public IReadOnlyList<GraphInput> Inputs { get; init; } = [];

    /// <summary>The conditions of which one must hold; it runs without any if there is none.</summary>
    public IReadOnlyList<GraphGate> Gates { get; init; } = [];

    /// <summary>Where each output goes.</summary>
    public ILookup<string, GraphTarget> Next { get; init; } = Array.Empty<GraphTarget>().ToLookup(_ => "");

    /// <summary>What a loop repeats; null for other nodes.</summary>
    public FlowGraph? Loop { get; init; }
}
