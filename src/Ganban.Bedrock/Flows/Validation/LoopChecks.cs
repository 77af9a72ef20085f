using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Flows.Validation;

/// <summary>What must hold for a loop's body.</summary>
internal static class LoopChecks
{
    public static void Check(FlowScope scope, FlowNode loop, FlowFindings findings)
    {
        var inputs = scope.Nodes.Where(node => node.Type == FlowNodeType.LoopInput).ToList();
        var controllers = scope.Nodes.Where(node => node.Type == FlowNodeType.LoopController).ToList();
        Count(loop, inputs.Count, controllers.Count, findings);
        foreach (var node in scope.Nodes)
        {
            if (node.Type is FlowNodeType.Input or FlowNodeType.Condition or FlowNodeType.Iterator
                or FlowNodeType.Collector)
            {
                findings.Error(
                    FlowValidationType.LoopIncompatibleNodeType,
                    $"The node {node.Name} is of the type {node.Type}, which can't stand within the loop {loop.Name}.",
                    new FlowValidationDetails.LoopIncompatibleNodeType(new LoopIncompatibleNodeTypeFlowValidationDetails
                    {
                        Node = loop.Name,
                        IncompatibleNodeType = node.Type,
                        IncompatibleNodeName = node.Name,
                    }));
            }
        }

        if (inputs is [var input] && controllers is [var controller])
        {
            Names(loop, input, controller, findings);
        }
    }

    private static void Count(FlowNode loop, int inputs, int controllers, FlowFindings findings)
    {
        if (inputs == 0)
        {
            findings.Error(
                FlowValidationType.MissingLoopInputNode,
                $"The loop {loop.Name} has no node of the type LoopInput.",
                new FlowValidationDetails.MissingLoopInputNode(
                    new MissingLoopInputNodeFlowValidationDetails { LoopNode = loop.Name }));
        }

        if (inputs > 1)
        {
            findings.Error(
                FlowValidationType.MultipleLoopInputNodes,
                $"The loop {loop.Name} has {inputs} nodes of the type LoopInput. Keep one.",
                new FlowValidationDetails.MultipleLoopInputNodes(
                    new MultipleLoopInputNodesFlowValidationDetails { LoopNode = loop.Name }));
        }

        if (controllers == 0)
        {
            findings.Error(
                FlowValidationType.MissingLoopControllerNode,
                $"The loop {loop.Name} has no node of the type LoopController.",
                new FlowValidationDetails.MissingLoopControllerNode(
                    new MissingLoopControllerNodeFlowValidationDetails { LoopNode = loop.Name }));
        }

        if (controllers > 1)
        {
            findings.Error(
                FlowValidationType.MultipleLoopControllerNodes,
                $"The loop {loop.Name} has {controllers} nodes of the type LoopController. Keep one.",
                new FlowValidationDetails.MultipleLoopControllerNodes(
                    new MultipleLoopControllerNodesFlowValidationDetails { LoopNode = loop.Name }));
        }
    }

    // What goes into the loop comes out of its LoopInput by the same name, and what its controller lets out, out of it.
    private static void Names(FlowNode loop, FlowNode input, FlowNode controller, FlowFindings findings)
    {
        foreach (var output in input.Outputs ?? [])
        {
            if ((loop.Inputs ?? []).All(given => given.Name != output.Name))
            {
                findings.Error(
                    FlowValidationType.MissingNodeInput,
                    $"The loop {loop.Name} lacks the input {output.Name}, which {input.Name} passes on.",
                    new FlowValidationDetails.MissingNodeInput(
                        new MissingNodeInputFlowValidationDetails { Node = loop.Name, Input = output.Name }));
            }
        }

        foreach (var output in loop.Outputs ?? [])
        {
            var exits = (controller.Inputs ?? []).Where(
                given => given.Category is null or FlowNodeInputCategory.ExitLoop);
            if (exits.All(given => given.Name != output.Name))
            {
                findings.Error(
                    FlowValidationType.MissingNodeInput,
                    $"The node {controller.Name} lacks an input {output.Name} of the category ExitLoop, which is an output of {loop.Name}.",
                    new FlowValidationDetails.MissingNodeInput(
                        new MissingNodeInputFlowValidationDetails { Node = controller.Name, Input = output.Name }));
            }
        }
    }
}
