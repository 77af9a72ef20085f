using Ganban.Bedrock.Flows.Graph;
using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Flows.Validation;

/// <summary>What must hold for each node by itself.</summary>
internal static class NodeChecks
{
    public static void Check(FlowScope scope, FlowFindings findings)
    {
        foreach (var node in scope.Nodes)
        {
            var hasConfiguration = Configuration(node, findings);
            var shape = NodeShape.Of(node);
            Inputs(node, shape.Inputs, findings);
            Outputs(node, shape.Outputs, findings);
            if (hasConfiguration)
            {
                ConditionChecks.Check(node, findings);
                PromptVariables(node, findings);
            }
        }
    }

    private static bool Configuration(FlowNode node, FlowFindings findings)
    {
        if (node.Type == FlowNodeType.Lex)
        {
            findings.Unspecified(
                $"The node {node.Name} is of the type Lex. Ganban has no Amazon Lex; use a Prompt, an Agent or a LambdaFunction.");
            return false;
        }

        var isThere = node.Type switch
        {
            FlowNodeType.Input => node.Configuration is null or FlowNodeConfiguration.Input,
            FlowNodeType.Output => node.Configuration is null or FlowNodeConfiguration.Output,
            FlowNodeType.Iterator => node.Configuration is null or FlowNodeConfiguration.Iterator,
            FlowNodeType.Collector => node.Configuration is null or FlowNodeConfiguration.Collector,
            FlowNodeType.LoopInput => node.Configuration is null or FlowNodeConfiguration.LoopInput,
            FlowNodeType.Condition => node.Configuration is FlowNodeConfiguration.Condition,
            FlowNodeType.InlineCode => node.Configuration is FlowNodeConfiguration.InlineCode,
            FlowNodeType.Loop => node.Configuration is FlowNodeConfiguration.Loop,
            FlowNodeType.LoopController => node.Configuration is FlowNodeConfiguration.LoopController,
            FlowNodeType.KnowledgeBase =>
                node.Configuration is FlowNodeConfiguration.KnowledgeBase { Value.KnowledgeBaseId.Length: > 0 },
            FlowNodeType.LambdaFunction =>
                node.Configuration is FlowNodeConfiguration.LambdaFunction { Value.LambdaArn.Length: > 0 },
            FlowNodeType.Agent => node.Configuration is FlowNodeConfiguration.Agent { Value.AgentAliasArn.Length: > 0 },
            FlowNodeType.Prompt => Source(node) is PromptFlowNodeSourceConfiguration.Inline
                or PromptFlowNodeSourceConfiguration.Resource { Value.PromptArn.Length: > 0 },
            FlowNodeType.Storage => node.Configuration is FlowNodeConfiguration.Storage
            {
                Value.ServiceConfiguration: StorageFlowNodeServiceConfiguration.S3,
            },
            _ => node.Configuration is FlowNodeConfiguration.Retrieval
            {
                Value.ServiceConfiguration: RetrievalFlowNodeServiceConfiguration.S3,
            },
        };
        if (!isThere)
        {
            findings.Error(
                FlowValidationType.MissingNodeConfiguration,
                $"The node {node.Name} has no complete configuration of its type {node.Type}.",
                new FlowValidationDetails.MissingNodeConfiguration(
                    new MissingNodeConfigurationFlowValidationDetails { Node = node.Name }));
        }

        return isThere;
    }

    private static PromptFlowNodeSourceConfiguration? Source(FlowNode node) =>
        (node.Configuration as FlowNodeConfiguration.Prompt)?.Value.SourceConfiguration;

    private static void Inputs(FlowNode node, IReadOnlyList<NodeField>? fields, FlowFindings findings)
    {
        var inputs = node.Inputs ?? [];
        foreach (var field in fields ?? [])
        {
            if (field.IsRequired && inputs.All(input => input.Name != field.Name))
            {
                MissingInput(node, field.Name, findings);
            }
        }

        if (inputs.GroupBy(input => input.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            findings.Unspecified($"The node {node.Name} has two inputs with the name {twice.Key}.");
        }

        foreach (var input in inputs)
        {
            var field = fields?.FirstOrDefault(field => field.Name == input.Name);
            if (fields is not null && field is null)
            {
                findings.Error(
                    FlowValidationType.UnknownNodeInput,
                    $"The node {node.Name} has an input {input.Name}, which the type {node.Type} does not know.",
                    new FlowValidationDetails.UnknownNodeInput(
                        new UnknownNodeInputFlowValidationDetails { Node = node.Name, Input = input.Name }));
            }
            else if (field?.Type is { } type && type != input.Type)
            {
                findings.Error(
                    FlowValidationType.MismatchedNodeInputType,
                    $"The input {input.Name} of the node {node.Name} must be of the type {type}.",
                    new FlowValidationDetails.MismatchedNodeInputType(new MismatchedNodeInputTypeFlowValidationDetails
                    {
                        Node = node.Name,
                        Input = input.Name,
                        ExpectedType = type,
                    }));
            }

            if (!FlowPath.TryParse(input.Expression, out _, out var problem))
            {
                findings.Error(
                    FlowValidationType.MalformedNodeInputExpression,
                    $"The expression of the input {input.Name} of the node {node.Name} can't be read. {problem}",
                    new FlowValidationDetails.MalformedNodeInputExpression(
                        new MalformedNodeInputExpressionFlowValidationDetails
                        {
                            Node = node.Name,
                            Input = input.Name,
                            Cause = problem,
                        }));
            }
        }
    }

    private static void Outputs(FlowNode node, IReadOnlyList<NodeField>? fields, FlowFindings findings)
    {
        var outputs = node.Outputs ?? [];
        foreach (var field in fields ?? [])
        {
            if (outputs.All(output => output.Name != field.Name))
            {
                findings.Error(
                    FlowValidationType.MissingNodeOutput,
                    $"The node {node.Name} lacks the output {field.Name}.",
                    new FlowValidationDetails.MissingNodeOutput(
                        new MissingNodeOutputFlowValidationDetails { Node = node.Name, Output = field.Name }));
            }
        }

        foreach (var output in outputs)
        {
            var field = fields?.FirstOrDefault(field => field.Name == output.Name);
            if (fields is not null && field is null)
            {
                findings.Error(
                    FlowValidationType.UnknownNodeOutput,
                    $"The node {node.Name} has an output {output.Name}, which the type {node.Type} does not know.",
                    new FlowValidationDetails.UnknownNodeOutput(
                        new UnknownNodeOutputFlowValidationDetails { Node = node.Name, Output = output.Name }));
            }
            else if (field?.Type is { } type && type != output.Type)
            {
                findings.Error(
                    FlowValidationType.MismatchedNodeOutputType,
                    $"The output {output.Name} of the node {node.Name} must be of the type {type}.",
                    new FlowValidationDetails.MismatchedNodeOutputType(new MismatchedNodeOutputTypeFlowValidationDetails
                    {
                        Node = node.Name,
                        Output = output.Name,
                        ExpectedType = type,
                    }));
            }
        }
    }

    // The variables of a prompt that stands in the node are its inputs.
    private static void PromptVariables(FlowNode node, FlowFindings findings)
    {
        if (Source(node) is not PromptFlowNodeSourceConfiguration.Inline { Value: var inline })
        {
            return;
        }

        if (InlinePrompts.Problem(inline) is { } problem)
        {
            findings.Unspecified($"The prompt of the node {node.Name} can't be used: {problem}");
            return;
        }

        foreach (var variable in InlinePrompts.Variables(inline))
        {
            if ((node.Inputs ?? []).All(input => input.Name != variable))
            {
                MissingInput(node, variable, findings);
            }
        }
    }

    private static void MissingInput(FlowNode node, string input, FlowFindings findings) => findings.Error(
        FlowValidationType.MissingNodeInput,
        $"The node {node.Name} lacks the input {input}.",
        new FlowValidationDetails.MissingNodeInput(
            new MissingNodeInputFlowValidationDetails { Node = node.Name, Input = input }));
}
