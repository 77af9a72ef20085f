using Ganban.Bedrock.Flows.Graph;
using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Flows.Validation;

/// <summary>What must hold for each connection and for what it joins.</summary>
internal static class ConnectionChecks
{
    public static void Check(FlowScope scope, FlowFindings findings)
    {
        if (scope.Connections.GroupBy(connection => connection.Name).FirstOrDefault(same => same.Count() > 1)
            is { } twice)
        {
            findings.Unspecified($"Two connections have the name {twice.Key}.");
        }

        foreach (var connection in scope.Connections)
        {
            var (source, target) = Ends(scope, connection, findings);
            switch (connection.Type, connection.Configuration)
            {
                case (FlowConnectionType.Data, FlowConnectionConfiguration.Data { Value: var data }):
                    Data(connection, data, source, target, findings);
                    break;
                case (FlowConnectionType.Conditional, FlowConnectionConfiguration.Conditional conditional):
                    Conditional(connection, conditional.Value, source, findings);
                    break;
                default:
                    findings.Error(
                        FlowValidationType.MissingConnectionConfiguration,
                        $"The connection {connection.Name} has no configuration of its type {connection.Type}.",
                        new FlowValidationDetails.MissingConnectionConfiguration(
                            new MissingConnectionConfigurationFlowValidationDetails { Connection = connection.Name }));
                    break;
            }
        }

        Duplicates(scope, findings);
        Fulfilled(scope, findings);
    }

    private static (FlowNode? Source, FlowNode? Target) Ends(
        FlowScope scope, FlowConnection connection, FlowFindings findings)
    {
        var (source, target) = (scope.Node(connection.Source), scope.Node(connection.Target));
        if ((source is null || target is null)
            && scope.Names.Contains(connection.Source)
            && scope.Names.Contains(connection.Target))
        {
            findings.Error(
                FlowValidationType.InvalidLoopBoundary,
                $"The connection {connection.Name} crosses the border of a loop. Connect with the Loop node instead.",
                new FlowValidationDetails.InvalidLoopBoundary(new InvalidLoopBoundaryFlowValidationDetails
                {
                    Connection = connection.Name,
                    Source = connection.Source,
                    Target = connection.Target,
                }));
            return (source, target);
        }

        if (source is null)
        {
            findings.Error(
                FlowValidationType.UnknownConnectionSource,
                $"The connection {connection.Name} begins at {connection.Source}, which is no node.",
                new FlowValidationDetails.UnknownConnectionSource(
                    new UnknownConnectionSourceFlowValidationDetails { Connection = connection.Name }));
        }

        if (target is null)
        {
            findings.Error(
                FlowValidationType.UnknownConnectionTarget,
                $"The connection {connection.Name} ends at {connection.Target}, which is no node.",
                new FlowValidationDetails.UnknownConnectionTarget(
                    new UnknownConnectionTargetFlowValidationDetails { Connection = connection.Name }));
        }

        return (source, target);
    }

    private static void Data(
        FlowConnection connection,
        FlowDataConnectionConfiguration data,
        FlowNode? source,
        FlowNode? target,
        FlowFindings findings)
    {
        var output = source?.Outputs?.FirstOrDefault(output => output.Name == data.SourceOutput);
        if (source is not null && output is null)
        {
            findings.Error(
                FlowValidationType.UnknownConnectionSourceOutput,
                $"The connection {connection.Name} takes {data.SourceOutput}, which is no output of {source.Name}.",
                new FlowValidationDetails.UnknownConnectionSourceOutput(
                    new UnknownConnectionSourceOutputFlowValidationDetails { Connection = connection.Name }));
        }

        var input = target?.Inputs?.FirstOrDefault(input => input.Name == data.TargetInput);
        if (target is not null && input is null)
        {
            findings.Error(
                FlowValidationType.UnknownConnectionTargetInput,
                $"The connection {connection.Name} feeds {data.TargetInput}, which is no input of {target.Name}.",
                new FlowValidationDetails.UnknownConnectionTargetInput(
                    new UnknownConnectionTargetInputFlowValidationDetails { Connection = connection.Name }));
        }

        var isWhole = input is not null
            && FlowPath.TryParse(input.Expression, out var path, out _)
            && path.IsWhole;
        if (isWhole && output is not null && output.Type != input!.Type)
        {
            findings.Error(
                FlowValidationType.IncompatibleConnectionDataType,
                $"The connection {connection.Name} brings {output.Type} to an input of the type {input.Type}.",
                new FlowValidationDetails.IncompatibleConnectionDataType(
                    new IncompatibleConnectionDataTypeFlowValidationDetails { Connection = connection.Name }));
        }
    }

    private static void Conditional(
        FlowConnection connection,
        FlowConditionalConnectionConfiguration conditional,
        FlowNode? source,
        FlowFindings findings)
    {
        var conditions = (source?.Configuration as FlowNodeConfiguration.Condition)?.Value.Conditions ?? [];
        if (source is not null && conditions.All(condition => condition.Name != conditional.Condition))
        {
            findings.Error(
                FlowValidationType.UnknownConnectionCondition,
                $"The connection {connection.Name} names {conditional.Condition}, which is no condition of {source.Name}.",
                new FlowValidationDetails.UnknownConnectionCondition(
                    new UnknownConnectionConditionFlowValidationDetails { Connection = connection.Name }));
        }
    }

    private static void Duplicates(FlowScope scope, FlowFindings findings)
    {
        foreach (var same in scope.Connections
            .GroupBy(connection => (connection.Source, connection.Target, connection.Configuration))
            .Where(same => same.Count() > 1))
        {
            findings.Error(
                FlowValidationType.DuplicateConnections,
                $"The nodes {same.Key.Source} and {same.Key.Target} are connected twice in the same way.",
                new FlowValidationDetails.DuplicateConnections(new DuplicateConnectionsFlowValidationDetails
                {
                    Source = same.Key.Source,
                    Target = same.Key.Target,
                }));
        }
    }

    private static void Fulfilled(FlowScope scope, FlowFindings findings)
    {
        var feeds = scope.Connections
            .Where(connection => connection.Configuration is FlowConnectionConfiguration.Data)
            .ToLookup(connection => (
                connection.Target, ((FlowConnectionConfiguration.Data)connection.Configuration!).Value.TargetInput));
        foreach (var node in scope.Nodes.Where(node => node.Type != FlowNodeType.LoopInput))
        {
            foreach (var input in node.Inputs ?? [])
            {
                var feeding = feeds[(node.Name, input.Name)].DistinctBy(feed => (feed.Source, feed.Configuration));
                switch (feeding.Count())
                {
                    case 0:
                        findings.Error(
                            FlowValidationType.UnfulfilledNodeInput,
                            $"No connection feeds the input {input.Name} of the node {node.Name}.",
                            new FlowValidationDetails.UnfulfilledNodeInput(
                                new UnfulfilledNodeInputFlowValidationDetails
                                {
                                    Node = node.Name,
                                    Input = input.Name,
                                }));
                        break;
                    case > 1:
                        findings.Error(
                            FlowValidationType.MultipleNodeInputConnections,
                            $"More than one connection feeds the input {input.Name} of the node {node.Name}.",
                            new FlowValidationDetails.MultipleNodeInputConnections(
                                new MultipleNodeInputConnectionsFlowValidationDetails
                                {
                                    Node = node.Name,
                                    Input = input.Name,
                                }));
                        break;
                }
            }
        }
    }
}
