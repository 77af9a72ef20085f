using Ganban.Bedrock.Flows.Invocation;
using Ganban.Bedrock.Flows.Running;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Flows.Executions;

/// <summary>What ListFlowExecutionEvents shows of what happens.</summary>
internal static class ExecutionEvents
{
    /// <summary>The event and whether it is one of a node or of the flow.</summary>
    public static (string Type, FlowExecutionEvent Happened) Of(FlowEvent happened) => happened switch
    {
        FlowEvent.FlowStarted started => (FlowExecutionEventType.Flow, Started(started)),
        FlowEvent.FlowAnswered answered => (FlowExecutionEventType.Flow, Answered(answered)),
        FlowEvent.FlowFailed failed => (FlowExecutionEventType.Flow, new FlowExecutionEvent.FlowFailureEvent(
            new FlowFailureEvent { ErrorCode = failed.Code, ErrorMessage = failed.Message, Timestamp = failed.At })),
        FlowEvent.NodeFailed failed => (FlowExecutionEventType.Node, new FlowExecutionEvent.NodeFailureEvent(
            new NodeFailureEvent
            {
                NodeName = failed.Node,
                ErrorCode = failed.Code,
                ErrorMessage = failed.Message,
                Timestamp = failed.At,
            })),
        FlowEvent.Inputs inputs => (FlowExecutionEventType.Node, Inputs(inputs)),
        FlowEvent.Outputs outputs => (FlowExecutionEventType.Node, Outputs(outputs)),
        FlowEvent.Decided decided => (FlowExecutionEventType.Node, new FlowExecutionEvent.ConditionResultEvent(
            new ConditionResultEvent
            {
                NodeName = decided.Node,
                Timestamp = decided.At,
                SatisfiedConditions =
                    [.. decided.Conditions.Select(name => new SatisfiedCondition { ConditionName = name })],
            })),
        FlowEvent.Depended depended => (FlowExecutionEventType.Node, new FlowExecutionEvent.NodeDependencyEvent(
            new NodeDependencyEvent
            {
                NodeName = depended.Node,
                Timestamp = depended.At,
                TraceElements = new NodeTraceElements.AgentTraces(depended.Traces),
            })),
        FlowEvent.Acted acted => (FlowExecutionEventType.Node, Acted(acted)),
        _ => throw new InvalidOperationException($"{happened.GetType().Name} is no event of executions."),
    };

    private static FlowExecutionEvent.FlowInputEvent Started(FlowEvent.FlowStarted started) => new(
        new FlowExecutionInputEvent
        {
            NodeName = started.Node,
            Timestamp = started.At,
            Fields =
            [
                new FlowInputField
                {
                    Name = "document",
                    Content = new FlowExecutionContent.Document(TraceContent.Of(started.Document)),
                },
            ],
        });

    // The only one whose content is whole: it is the execution's answer.
    private static FlowExecutionEvent.FlowOutputEvent Answered(FlowEvent.FlowAnswered answered) => new(
        new FlowExecutionOutputEvent
        {
            NodeName = answered.Node,
            Timestamp = answered.At,
            Fields =
            [
                new FlowOutputField
                {
                    Name = "document",
                    Content = new FlowExecutionContent.Document(answered.Document),
                },
            ],
        });

    private static FlowExecutionEvent.NodeInputEvent Inputs(FlowEvent.Inputs inputs) => new(new NodeInputEvent
    {
        NodeName = inputs.Node,
        Timestamp = inputs.At,
        Fields = [.. inputs.Values.Take(TraceContent.InputsMax).Select(value => Input(value, inputs.Rounds))],
    });

    private static NodeInputField Input(InputValue value, IReadOnlyList<Round> rounds) => new()
    {
        Name = value.Name,
        Type = value.Type,
        Category = value.Category,
        Content = new NodeExecutionContent.Document(TraceContent.Of(value.Value)),
        Source = value.Source is { } source
            ? new NodeInputSource
            {
                NodeName = source.Node,
                OutputFieldName = source.Output,
                Expression = source.Expression,
            }
            : null,
        ExecutionChain = rounds.Count == 0 ? null :
        [
            .. rounds.Select(round => new NodeInputExecutionChainItem
            {
                NodeName = round.Node,
                Type = round.Type,
                Index = round.Index,
            }),
        ],
    };

    private static FlowExecutionEvent.NodeOutputEvent Outputs(FlowEvent.Outputs outputs) => new(new NodeOutputEvent
    {
        NodeName = outputs.Node,
        Timestamp = outputs.At,
        Fields =
        [
            .. outputs.Values.Take(TraceContent.OutputsMax).Select(value => new NodeOutputField
            {
                Name = value.Name,
                Type = value.Type,
                Content = new NodeExecutionContent.Document(TraceContent.Of(value.Value)),
                Next =
                [
                    .. value.Next.Select(
                        next => new NodeOutputNext { NodeName = next.Node, InputFieldName = next.Input }),
                ],
            }),
        ],
    });

    private static FlowExecutionEvent.NodeActionEvent Acted(FlowEvent.Acted acted) => new(new NodeActionEvent
    {
        NodeName = acted.Node,
        Timestamp = acted.At,
        ServiceName = acted.Service,
        OperationName = acted.Operation,
        RequestId = acted.RequestId,
        OperationRequest = acted.Request is { } request ? TraceContent.Of(request) : null,
        OperationResponse = acted.Response is { } response ? TraceContent.Of(response) : null,
    });
}
