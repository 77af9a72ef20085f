using Ganban.Bedrock.Flows.Running;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Flows.Invocation;

/// <summary>What InvokeFlow sends of what happens.</summary>
internal static class FlowTraces
{
    /// <summary>The event of the stream; null for what is no event there.</summary>
    public static FlowResponseStream? Of(FlowEvent happened) => happened switch
    {
        FlowEvent.FlowAnswered answered => new FlowResponseStream.FlowOutputEvent(new FlowOutputEvent
        {
            NodeName = answered.Node,
            NodeType = NodeType.FlowOutputNode,
            Content = new FlowOutputContent.Document(answered.Document),
        }),
        _ => Trace(happened) is { } trace
            ? new FlowResponseStream.FlowTraceEvent(new FlowTraceEvent { Trace = trace })
            : null,
    };

    private static FlowTrace? Trace(FlowEvent happened) => happened switch
    {
        FlowEvent.Inputs inputs => new FlowTrace.NodeInputTrace(new FlowTraceNodeInputEvent
        {
            NodeName = inputs.Node,
            Timestamp = inputs.At,
            Fields = [.. inputs.Values.Take(TraceContent.InputsMax).Select(value => Input(value, inputs.Rounds))],
        }),
        FlowEvent.Outputs outputs => new FlowTrace.NodeOutputTrace(new FlowTraceNodeOutputEvent
        {
            NodeName = outputs.Node,
            Timestamp = outputs.At,
            Fields = [.. outputs.Values.Take(TraceContent.OutputsMax).Select(Output)],
        }),
        FlowEvent.Decided decided => new FlowTrace.ConditionNodeResultTrace(new FlowTraceConditionNodeResultEvent
        {
            NodeName = decided.Node,
            Timestamp = decided.At,
            SatisfiedConditions =
                [.. decided.Conditions.Select(name => new FlowTraceCondition { ConditionName = name })],
        }),
        FlowEvent.Acted acted => new FlowTrace.NodeActionTrace(new FlowTraceNodeActionEvent
        {
            NodeName = acted.Node,
            Timestamp = acted.At,
            ServiceName = acted.Service,
            OperationName = acted.Operation,
            RequestId = acted.RequestId,
            OperationRequest = acted.Request is { } request ? TraceContent.Of(request) : null,
            OperationResponse = acted.Response is { } response ? TraceContent.Of(response) : null,
        }),
        FlowEvent.Depended depended => new FlowTrace.NodeDependencyTrace(new FlowTraceDependencyEvent
        {
            NodeName = depended.Node,
            Timestamp = depended.At,
            TraceElements = new TraceElements.AgentTraces(depended.Traces),
        }),
        _ => null,
    };

    private static FlowTraceNodeInputField Input(InputValue value, IReadOnlyList<Round> rounds) => new()
    {
        NodeInputName = value.Name,
        Type = value.Type,
        Category = value.Category,
        Content = new FlowTraceNodeInputContent.Document(TraceContent.Of(value.Value)),
        Source = value.Source is { } source
            ? new FlowTraceNodeInputSource
            {
                NodeName = source.Node,
                OutputFieldName = source.Output,
                Expression = source.Expression,
            }
            : null,
        ExecutionChain = rounds.Count == 0 ? null :
        [
            .. rounds.Select(round => new FlowTraceNodeInputExecutionChainItem
            {
                NodeName = round.Node,
                Type = round.Type,
                Index = round.Index,
            }),
        ],
    };

    private static FlowTraceNodeOutputField Output(OutputValue value) => new()
    {
        NodeOutputName = value.Name,
        Type = value.Type,
        Content = new FlowTraceNodeOutputContent.Document(TraceContent.Of(value.Value)),
        Next =
        [
            .. value.Next.Select(
                next => new FlowTraceNodeOutputNext { NodeName = next.Node, InputFieldName = next.Input }),
        ],
    };
}
