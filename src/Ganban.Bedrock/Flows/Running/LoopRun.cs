using System.Text.Json;
using Ganban.Bedrock.Flows.Graph;
using Ganban.Contracts.BedrockAgent;
using Ganban.Contracts.BedrockAgentRuntime;
using FlowNodeInputCategory = Ganban.Contracts.BedrockAgent.FlowNodeInputCategory;

namespace Ganban.Bedrock.Flows.Running;

/// <summary>Runs a loop: its body at least once, and again while its condition holds.</summary>
internal static class LoopRun
{
    private const int IterationsDefault = 10; // the service's own

    /// <summary>Runs a loop to its end.</summary>
    public static async Task<NodeResult> Run(
        FlowRun run,
        GraphNode loop,
        IReadOnlyList<InputValue> inputs,
        IReadOnlyList<Round> rounds,
        CancellationToken cancellationToken)
    {
        var controller = loop.Loop!.Controller!;
        var settings = ((FlowNodeConfiguration.LoopController)controller.Declared.Configuration!).Value;
        var condition = ConditionExpression.Parse(settings.ContinueCondition.Expression!);
        var values = inputs.ToDictionary(input => input.Name, input => input.Value);
        for (var i = 0; ; i++)
        {
            var round = new Round(loop.Name, FlowControlNodeType.Loop, i);
            var scope = new ScopeRun(run, loop.Loop, [.. rounds, round], values, cancellationToken);
            await scope.Run();
            var ended = await scope.Result(controller, []);
            if (ended.IsWaiting)
            {
                return NodeResult.Waiting;
            }

            var given = controller.Declared.Inputs ?? [];
            var isLast = i + 1 >= (settings.MaxIterations ?? IterationsDefault)
                || !condition.Holds(Of(FlowNodeInputCategory.LoopCondition));
            if (isLast)
            {
                return new NodeResult(Of(FlowNodeInputCategory.ExitLoop), []);
            }

            foreach (var (name, value) in Of(FlowNodeInputCategory.ReturnValueToLoopStart))
            {
                values[name] = value;
            }

            // An input without a category serves for all.
            Dictionary<string, JsonElement> Of(string category) => given
                .Where(input => input.Category is null || input.Category == category)
                .ToDictionary(input => input.Name, input => ended.Outputs[input.Name]);
        }
    }
}
