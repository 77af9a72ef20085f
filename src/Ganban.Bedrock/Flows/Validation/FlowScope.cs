using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Flows.Validation;

/// <summary>The nodes and connections that are checked together: a flow's, or those within a loop.</summary>
internal sealed class FlowScope
{
    private readonly ILookup<string, FlowNode> _byName;

    /// <summary>A scope.</summary>
    /// <param name="definition">Its nodes and connections.</param>
    /// <param name="loop">The loop whose body it is; null for the flow's own.</param>
    /// <param name="names">The names of all nodes of the flow, within loops too.</param>
    public FlowScope(FlowDefinition definition, FlowNode? loop, IReadOnlySet<string> names)
    {
        Definition = definition;
        Loop = loop;
        Names = names;
        _byName = Nodes.ToLookup(node => node.Name, StringComparer.Ordinal);
    }

    /// <summary>Its nodes and connections.</summary>
    public FlowDefinition Definition { get; }

    /// <summary>The loop whose body it is; null for the flow's own.</summary>
    public FlowNode? Loop { get; }

    /// <summary>The names of all nodes of the flow.</summary>
    public IReadOnlySet<string> Names { get; }

    /// <summary>Its nodes.</summary>
    public IReadOnlyList<FlowNode> Nodes => Definition.Nodes ?? [];

    /// <summary>Its connections.</summary>
    public IReadOnlyList<FlowConnection> Connections => Definition.Connections ?? [];

    /// <summary>The connections whose ends are both there.</summary>
    public IEnumerable<FlowConnection> Joined =>
        Connections.Where(connection => Node(connection.Source) is not null && Node(connection.Target) is not null);

    /// <summary>The node of a name, or null.</summary>
    public FlowNode? Node(string name) => _byName[name].FirstOrDefault();
}
