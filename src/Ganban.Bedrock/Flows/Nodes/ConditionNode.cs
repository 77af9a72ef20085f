using System.Text.Json;
using Ganban.Bedrock.Flows.Graph;
using Ganban.Bedrock.Flows.Running;
using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Flows.Nodes;

/// <summary>Decides by conditions in their order: the first that holds, or that without an expression.</summary>
internal sealed class ConditionNode(TimeProvider clock) : IFlowNode
{
    /// <inheritdoc/>
    public string Type => FlowNodeType.Condition;

    /// <inheritdoc/>
    public Task<NodeResult> Run(NodeCall call, CancellationToken cancellationToken)
    {
        var conditions = ((FlowNodeConfiguration.Condition)call.Node.Configuration!).Value.Conditions;
        var values = call.Inputs.ToDictionary(input => input.Name, input => input.Value);
        var met = conditions.FirstOrDefault(condition => Holds(condition, values))
            ?? conditions.First(condition => condition.Expression is null);
        IReadOnlyList<string> names = [met.Name];
        call.Tell(new FlowEvent.Decided(call.Node.Name, clock.GetUtcNow(), names));
        return Task.FromResult(new NodeResult(new Dictionary<string, JsonElement>(), names));
    }

    private static bool Holds(FlowCondition condition, IReadOnlyDictionary<string, JsonElement> values) =>
        condition.Expression is { } expression && ConditionExpression.Parse(expression).Holds(values);
}
