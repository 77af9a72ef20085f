using Ganban.Bedrock.Flows.Graph;
using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Flows.Validation;

/// <summary>What must hold for the way from the beginning to the ends.</summary>
internal static class GraphChecks
{
    public static void CheckEnds(FlowScope scope, FlowFindings findings)
    {
        var starts = scope.Nodes.Count(node => node.Type == FlowNodeType.Input);
        if (starts == 0)
        {
            findings.Error(
                FlowValidationType.MissingStartingNodes,
                "The flow has no node of the type Input.",
                new FlowValidationDetails.MissingStartingNodes(new MissingStartingNodesFlowValidationDetails()));
        }

        if (starts > 1)
        {
            findings.Unspecified($"The flow has {starts} nodes of the type Input. Keep one.");
        }

        if (scope.Nodes.All(node => node.Type != FlowNodeType.Output))
        {
            findings.Error(
                FlowValidationType.MissingEndingNodes,
                "The flow has no node of the type Output.",
                new FlowValidationDetails.MissingEndingNodes(new MissingEndingNodesFlowValidationDetails()));
        }

        foreach (var node in scope.Nodes)
        {
            if (node.Type is FlowNodeType.LoopInput or FlowNodeType.LoopController)
            {
                findings.Unspecified(
                    $"The node {node.Name} is of the type {node.Type}, which stands only in the definition of a Loop.");
            }
        }
    }

    public static void CheckOrder(FlowScope scope, FlowFindings findings)
    {
        var cyclic = Cyclic(scope);
        foreach (var connection in cyclic)
        {
            findings.Error(
                FlowValidationType.CyclicConnection,
                $"The connection {connection.Name} closes a cycle. Use a Loop node to repeat something.",
                new FlowValidationDetails.CyclicConnection(
                    new CyclicConnectionFlowValidationDetails { Connection = connection.Name }));
        }

        Reachable(scope, findings);
        if (cyclic.Count == 0)
        {
            ConditionPaths.Check(scope, findings);
            Iterators(scope, findings);
        }
    }

    // The connections that lead back to a node from which they were reached.
    private static List<FlowConnection> Cyclic(FlowScope scope)
    {
        var outOf = scope.Joined.ToLookup(connection => connection.Source);
        var (open, done, cyclic) = (new HashSet<string>(), new HashSet<string>(), new List<FlowConnection>());
        foreach (var node in scope.Nodes)
        {
            Visit(node.Name);
        }

        return cyclic;

        void Visit(string name)
        {
            if (!done.Contains(name) && open.Add(name))
            {
                foreach (var connection in outOf[name])
                {
                    if (open.Contains(connection.Target))
                    {
                        cyclic.Add(connection);
                    }
                    else
                    {
                        Visit(connection.Target);
                    }
                }

                open.Remove(name);
                done.Add(name);
            }
        }
    }

    private static void Reachable(FlowScope scope, FlowFindings findings)
    {
        var outOf = scope.Joined.ToLookup(connection => connection.Source);
        var reached = new HashSet<string>();
        var next = new Queue<string>(scope.Nodes
            .Where(node => node.Type is FlowNodeType.Input or FlowNodeType.LoopInput)
            .Select(node => node.Name));
        while (next.TryDequeue(out var name))
        {
            if (reached.Add(name))
            {
                foreach (var connection in outOf[name])
                {
                    next.Enqueue(connection.Target);
                }
            }
        }

        foreach (var node in scope.Nodes.Where(node => !reached.Contains(node.Name)))
        {
            var message = $"No way leads from the beginning to the node {node.Name}.";
            var details = new FlowValidationDetails.UnreachableNode(
                new UnreachableNodeFlowValidationDetails { Node = node.Name });
            if (node.Type == FlowNodeType.LoopController
                || outOf[node.Name].Any(connection => reached.Contains(connection.Target)))
            {
                findings.Error(FlowValidationType.UnreachableNode, message, details);
            }
            else
            {
                findings.Warning(FlowValidationType.UnreachableNode, message, details);
            }
        }
    }

    private static void Iterators(FlowScope scope, FlowFindings findings)
    {
        try
        {
            var joined = scope.Definition with { Connections = [.. scope.Joined] };
            if (scope.Nodes.DistinctBy(node => node.Name).Count() == scope.Nodes.Count)
            {
                IteratorScopes.Of(joined);
            }
        }
        catch (FormatException e)
        {
            findings.Unspecified(e.Message);
        }
    }
}
