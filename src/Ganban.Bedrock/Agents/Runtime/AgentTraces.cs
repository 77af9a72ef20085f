using System.Globalization;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;
using TraceObservation = Ganban.Contracts.BedrockAgentRuntime.Observation;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>Tells the steps of one agent in the service's shapes; what is one step bears one identifier.</summary>
internal sealed class AgentTraces(AgentTurn turn, AgentFrame frame)
{
    private string _id = Guid.NewGuid().ToString();
    private DateTimeOffset _start = turn.Clock.GetUtcNow();
    private int _step = -1;

    /// <summary>Whether anybody wants to know.</summary>
    public bool IsOn => turn.IsTraced;

    /// <summary>The step's identifier.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{_id}-{Math.Max(0, _step)}");

    /// <summary>The same step, told of another turn.</summary>
    public AgentTraces Fork(AgentTurn other) => new(other, frame) { _id = _id, _start = _start, _step = _step };

    /// <summary>The next step begins.</summary>
    public void Next() => _step++;

    /// <summary>The identifier of something beside the steps, such as <c>pre</c>.</summary>
    public string Beside(string name) => $"{_id}-{name}-0";

    /// <summary>When and at what expense a model answered.</summary>
    public static Metadata Metadata(ModelReply reply) => Metadata(reply.RequestId, reply.Start, reply.End) with
    {
        Usage = new Usage
        {
            InputTokens = reply.Answer.InputTokens + (reply.Answer.Cache?.Tokens ?? 0),
            OutputTokens = reply.Answer.OutputTokens,
        },
    };

    /// <summary>When something was done.</summary>
    public static Metadata Metadata(string requestId, DateTimeOffset start, DateTimeOffset end) => new()
    {
        ClientRequestId = requestId,
        StartTime = start,
        EndTime = end,
        TotalTimeMs = (long)(end - start).TotalMilliseconds,
    };

    public ValueTask Write(Trace trace, CancellationToken cancellationToken) =>
        turn.Trace(frame, trace, cancellationToken);

    public ValueTask Write(OrchestrationTrace trace, CancellationToken cancellationToken) =>
        Write(new Trace.OrchestrationTrace(trace), cancellationToken);

    /// <summary>A model of the orchestration is asked.</summary>
    public ValueTask Asked(ModelQuestion question, AgentTools? tools, CancellationToken cancellationToken) => IsOn
        ? Write(
            new OrchestrationTrace.ModelInvocationInput(
                question.Prompt.ToTrace(Id, PromptText.Of(question, tools))),
            cancellationToken)
        : ValueTask.CompletedTask;

    /// <summary>It has answered.</summary>
    public async ValueTask Answered(
        ModelReply reply, IReadOnlyList<AgentCall> calls, CancellationToken cancellationToken)
    {
        if (!IsOn)
        {
            return;
        }

        var output = new OrchestrationModelInvocationOutput
        {
            TraceId = Id,
            RawResponse = new RawResponse { Content = PromptText.Of(reply.Answer, calls) },
            ReasoningContent = Reasoning(reply),
            Metadata = Metadata(reply),
        };
        await Write(new OrchestrationTrace.ModelInvocationOutput(output), cancellationToken);
        var rationale = reply.Answer.Reasoning.Length > 0 ? reply.Answer.Reasoning
            : calls.Count > 0 ? reply.Answer.Text
            : "";
        if (rationale.Trim() is { Length: > 0 } text)
        {
            await Write(
                new OrchestrationTrace.Rationale(new Rationale { TraceId = Id, Text = text }), cancellationToken);
        }
    }

    /// <summary>What the model thought, where it tells.</summary>
    public static ReasoningContentBlock? Reasoning(ModelReply reply) => reply.Answer.Reasoning.Length > 0
        ? new ReasoningContentBlock.ReasoningText(new ReasoningTextBlock { Text = reply.Answer.Reasoning })
        : null;

    /// <summary>Something is done.</summary>
    public ValueTask Input(InvocationInput input, CancellationToken cancellationToken) =>
        Write(new OrchestrationTrace.InvocationInput(input with { TraceId = Id }), cancellationToken);

    /// <summary>Something came out of it.</summary>
    public ValueTask Observed(TraceObservation observation, CancellationToken cancellationToken) =>
        Write(new OrchestrationTrace.Observation(observation with { TraceId = Id }), cancellationToken);

    /// <summary>The model is asked again.</summary>
    public ValueTask Reprompted(string source, string text, CancellationToken cancellationToken) => Observed(
        new TraceObservation
        {
            Type = "REPROMPT",
            RepromptResponse = new RepromptResponse { Source = source, Text = text },
        },
        cancellationToken);

    /// <summary>The agent has its answer.</summary>
    public ValueTask Finished(string type, string text, CancellationToken cancellationToken) => Observed(
        new TraceObservation { Type = type, FinalResponse = Final(text) }, cancellationToken);

    /// <summary>The answer, with the time that all the work on it took.</summary>
    public FinalResponse Final(string text) => new() { Text = text, Metadata = Whole() };

    /// <summary>It came to no answer.</summary>
    public ValueTask Failed(ModelledException reason, CancellationToken cancellationToken) => Write(
        new Trace.FailureTrace(new FailureTrace
        {
            TraceId = Id,
            FailureCode = reason.Status,
            FailureReason = reason.Message,
            Metadata = Whole(),
        }),
        cancellationToken);

    private Metadata Whole()
    {
        var metadata = Metadata(turn.Context.RequestId, _start, turn.Clock.GetUtcNow());
        return metadata with { OperationTotalTimeMs = metadata.TotalTimeMs };
    }
}
