using System.Runtime.CompilerServices;
using System.Text.Json;
using Ganban.Bedrock.Flows.Graph;
using Ganban.Bedrock.Flows.Running;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Flows.Invocation;

/// <summary>Runs flows for callers that wait, and sends what happens as it happens.</summary>
internal sealed class FlowInvocation(IEnumerable<IFlowNode> types, TimeProvider clock)
{
    private static readonly TimeSpan TimeMax = TimeSpan.FromHours(1);
    private readonly Dictionary<string, IFlowNode> _types = types.ToDictionary(type => type.Type);

    /// <summary>Runs a flow; the events end with its completion, or with the error that ended it.</summary>
    public async IAsyncEnumerable<FlowResponseStream> Run(
        FlowGraph graph,
        FlowCall call,
        JsonElement document,
        bool hasTraces,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(TimeMax, clock);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var stream = new FlowStream(hasTraces);
        var run = new FlowRun(graph, call, _types, stream, clock);
        var work = Work(run, document, stream, late.Token, ended.Token);
        try
        {
            await foreach (var item in stream.Events(cancellationToken))
            {
                yield return item;
            }
        }
        finally
        {
            await ended.CancelAsync();
            await work;
        }
    }

    // It never throws: the stream does.
    private static async Task Work(
        FlowRun run, JsonElement document, FlowStream stream, CancellationToken late, CancellationToken cancellationToken)
    {
        try
        {
            await run.Run(document, cancellationToken);
            await stream.Send(
                new FlowResponseStream.FlowCompletionEvent(
                    new FlowCompletionEvent { CompletionReason = FlowCompletionReason.Success }),
                cancellationToken);
            stream.End();
        }
        catch (FlowNodeException e)
        {
            stream.End(e.ToError());
        }
        catch (OperationCanceledException e) when (late.IsCancellationRequested)
        {
            stream.End(FlowRunErrors.TooLong(TimeMax, e));
        }
        catch (Exception e)
        {
            stream.End(e);
        }
    }
}
