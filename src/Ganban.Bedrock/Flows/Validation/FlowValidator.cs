using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Flows.Validation;

/// <summary>Finds what is wrong in a flow's definition, without looking at anything else.</summary>
internal static class FlowValidator
{
    /// <summary>Everything that is found, in the order of the definition.</summary>
    public static FlowFindings Check(FlowDefinition definition)
    {
        var findings = new FlowFindings();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in Everywhere(definition))
        {
            if (!names.Add(node.Name))
            {
                findings.Unspecified($"Two nodes have the name {node.Name}. Names must be unique, within loops too.");
            }
        }

        Check(new FlowScope(definition, loop: null, names), findings);
        return findings;
    }

    /// <summary>All nodes, those within loops too.</summary>
    public static IEnumerable<FlowNode> Everywhere(FlowDefinition definition) =>
        (definition.Nodes ?? []).SelectMany(node => Body(node) is { } body ? Everywhere(body).Prepend(node) : [node]);

    private static void Check(FlowScope scope, FlowFindings findings)
    {
        NodeChecks.Check(scope, findings);
        ConnectionChecks.Check(scope, findings);
        if (scope.Loop is not null)
        {
            LoopChecks.Check(scope, scope.Loop, findings);
        }
        else
        {
            GraphChecks.CheckEnds(scope, findings);
        }

        GraphChecks.CheckOrder(scope, findings);
        foreach (var node in scope.Nodes)
        {
            if (Body(node) is { } body)
            {
                Check(new FlowScope(body, node, scope.Names), findings);
            }
        }
    }

    private static FlowDefinition? Body(FlowNode node) =>
        node.Configuration is FlowNodeConfiguration.Loop loop ? loop.Value.Definition : null;
}
