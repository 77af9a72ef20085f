namespace Ganban.Bedrock.Flows.Running;

/// <summary>What nodes of a type do: one implementation a type. Safe for concurrent use.</summary>
internal interface IFlowNode
{
    /// <summary>The type, as definitions name it.</summary>
    string Type { get; }

    /// <summary>Runs a node to its end.</summary>
    /// <exception cref="FlowNodeException">It failed.</exception>
    /// <exception cref="Ganban.Contracts.ModelledException">What it depends on refused or failed.</exception>
    Task<NodeResult> Run(NodeCall call, CancellationToken cancellationToken);
}
