using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Flows.Graph;

/// <summary>
/// A definition without errors, as it is run: nodes in an order in which each follows those that feed it.
/// </summary>
internal sealed class FlowGraph
{
    private FlowGraph(IReadOnlyList<GraphNode> nodes) => Nodes = nodes;

    /// <summary>The nodes that can be reached.</summary>
    public IReadOnlyList<GraphNode> Nodes { get; }

    /// <summary>Where it begins: its Input, or a loop's LoopInput.</summary>
    public GraphNode Entry => Nodes.First(node => node.Type is FlowNodeType.Input or FlowNodeType.LoopInput);

    /// <summary>What decides whether a loop goes on; null where this is no loop's body.</summary>
    public GraphNode? Controller => Nodes.FirstOrDefault(node => node.Type == FlowNodeType.LoopController);

    /// <summary>Reads a definition in which <c>FlowValidator</c> finds no error.</summary>
    public static FlowGraph Of(FlowDefinition definition)
    {
        var declared = (definition.Nodes ?? []).ToDictionary(node => node.Name);
        var connections = definition.Connections ?? [];
        var incoming = connections.ToLookup(connection => connection.Target);
        var outOf = connections.ToLookup(connection => connection.Source);
        var iterators = IteratorScopes.Of(definition);
        var made = new Dictionary<string, GraphNode>();
        var nodes = new List<GraphNode>();
        foreach (var node in declared.Values)
        {
            Make(node.Name);
        }

        return new FlowGraph(nodes);

        GraphNode? Make(string name)
        {
            if (made.TryGetValue(name, out var known))
            {
                return known;
            }

            var node = declared[name];
            var isEntry = node.Type is FlowNodeType.Input or FlowNodeType.LoopInput;
            var sources = incoming[name].Select(connection => Make(connection.Source)).ToList();
            if (!isEntry && sources.TrueForAll(source => source is null))
            {
                return null;
            }

            var graphNode = new GraphNode(node, iterators[name])
            {
                Inputs = isEntry ? [] : Inputs(node, incoming[name], made),
                Gates =
                [
                    .. from connection in incoming[name]
                       where made.ContainsKey(connection.Source)
                       let conditional = connection.Configuration as FlowConnectionConfiguration.Conditional
                       where conditional is not null
                       select new GraphGate(made[connection.Source], conditional.Value.Condition),
                ],
                Next = Data(outOf[name]).ToLookup(
                    found => found.Data.SourceOutput,
                    found => new GraphTarget(found.Connection.Target, found.Data.TargetInput)),
                Loop = node.Configuration is FlowNodeConfiguration.Loop loop ? Of(loop.Value.Definition) : null,
            };
            made[name] = graphNode;
            nodes.Add(graphNode);
            return graphNode;
        }
    }

    private static List<GraphInput> Inputs(
        FlowNode node, IEnumerable<FlowConnection> into, Dictionary<string, GraphNode> made)
    {
        var inputs = new List<GraphInput>();
        foreach (var (connection, data) in Data(into))
        {
            var declared = node.Inputs!.First(input => input.Name == data.TargetInput);
            if (FlowPath.TryParse(declared.Expression, out var path, out _)
                && made.TryGetValue(connection.Source, out var source))
            {
                inputs.Add(new GraphInput(declared, path, source, data.SourceOutput));
            }
        }

        return inputs;
    }

    private static IEnumerable<(FlowConnection Connection, FlowDataConnectionConfiguration Data)> Data(
        IEnumerable<FlowConnection> connections) =>
        from connection in connections
        let data = connection.Configuration as FlowConnectionConfiguration.Data
        where data is not null
        select (connection, data.Value);
}
