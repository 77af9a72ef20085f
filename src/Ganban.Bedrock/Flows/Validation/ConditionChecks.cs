using Ganban.Bedrock.Flows.Graph;
using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Flows.Validation;

/// <summary>What must hold for the conditions of Condition and LoopController nodes.</summary>
internal static class ConditionChecks
{
    /// <summary>The condition that holds where no other one does; it has no expression.</summary>
    public const string Default = "default";

    public static void Check(FlowNode node, FlowFindings findings)
    {
        switch (node.Configuration)
        {
            case FlowNodeConfiguration.Condition { Value.Conditions: var conditions }:
                Conditions(node, conditions, findings);
                break;
            case FlowNodeConfiguration.LoopController { Value.ContinueCondition: var condition }:
                var inputs = (node.Inputs ?? []).Where(
                    input => input.Category is null or FlowNodeInputCategory.LoopCondition);
                Expression(node, condition, Types(inputs), findings);
                break;
        }
    }

    private static void Conditions(FlowNode node, IReadOnlyList<FlowCondition> conditions, FlowFindings findings)
    {
        if (conditions.All(condition => condition.Name != Default))
        {
            findings.Error(
                FlowValidationType.MissingDefaultCondition,
                $"The node {node.Name} has no condition with the name {Default}. Add one without an expression.",
                new FlowValidationDetails.MissingDefaultCondition(
                    new MissingDefaultConditionFlowValidationDetails { Node = node.Name }));
        }

        if (conditions.GroupBy(condition => condition.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            findings.Unspecified($"The node {node.Name} has two conditions with the name {twice.Key}.");
        }

        foreach (var same in conditions.Where(condition => condition.Expression is not null)
            .GroupBy(condition => condition.Expression!.Trim())
            .Where(same => same.Count() > 1))
        {
            findings.Error(
                FlowValidationType.DuplicateConditionExpression,
                $"Two conditions of the node {node.Name} have the expression {same.Key}; the second could never be met.",
                new FlowValidationDetails.DuplicateConditionExpression(
                    new DuplicateConditionExpressionFlowValidationDetails { Node = node.Name, Expression = same.Key }));
        }

        var types = Types(node.Inputs ?? []);
        foreach (var condition in conditions)
        {
            if (condition.Name != Default)
            {
                Expression(node, condition, types, findings);
            }
            else if (condition.Expression is not null)
            {
                Malformed(node, condition, $"The condition {Default} may not have one.", findings);
            }
        }
    }

    private static void Expression(
        FlowNode node, FlowCondition condition, IReadOnlyDictionary<string, string> types, FlowFindings findings)
    {
        if (condition.Expression is null)
        {
            Malformed(node, condition, "It is missing.", findings);
            return;
        }

        try
        {
            ConditionExpression.Parse(condition.Expression).Check(types);
        }
        catch (ConditionException e)
        {
            Malformed(node, condition, e.Message, findings);
        }
    }

    private static Dictionary<string, string> Types(IEnumerable<FlowNodeInput> inputs) =>
        inputs.DistinctBy(input => input.Name).ToDictionary(input => input.Name, input => input.Type);

    private static void Malformed(FlowNode node, FlowCondition condition, string cause, FlowFindings findings) =>
        findings.Error(
            FlowValidationType.MalformedConditionExpression,
            $"The expression of the condition {condition.Name} of the node {node.Name} can't be used. {cause}",
            new FlowValidationDetails.MalformedConditionExpression(
                new MalformedConditionExpressionFlowValidationDetails
                {
                    Node = node.Name,
                    Condition = condition.Name,
                    Cause = cause,
                }));
}
