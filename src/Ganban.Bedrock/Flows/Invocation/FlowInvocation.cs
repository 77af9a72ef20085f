using System.Runtime.CompilerServices;
using Ganban.Bedrock.Flows.Graph;
using Ganban.Bedrock.Flows.Running;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Flows.Invocation;

/// <summary>Runs flows for callers that wait, and sends what happens as it happens.</summary>
internal sealed class FlowInvocation(
    IEnumerable<IFlowNode> types, FlowConversations conversations, TimeProvider clock)
{
    private const string AgentNodeType = "AgentNode"; // the contract's list of types has no agents
    private static readonly TimeSpan TimeMax = TimeSpan.FromHours(1);
    private readonly Dictionary<string, IFlowNode> _types = types.ToDictionary(type => type.Type);

    /// <summary>Runs a flow; the events end with its completion, or with the error that ended it.</summary>
    /// <param name="id">The conversation's id.</param>
    /// <param name="conversation">What is known of the run.</param>
    /// <param name="call">Who runs it, with the user's answer.</param>
    /// <param name="hasTraces">Whether the caller wants to know what nodes do.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public async IAsyncEnumerable<FlowResponseStream> Run(
        string id,
        FlowConversation conversation,
        FlowCall call,
        bool hasTraces,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var taken = conversations.Take(call.Tenant, id);
        using var late = new CancellationTokenSource(TimeMax, clock);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var stream = new FlowStream(conversation, call.Answers.Keys, hasTraces);
        var work = Work(id, conversation, call, stream, late.Token, ended.Token);
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
    private async Task Work(
        string id,
        FlowConversation conversation,
        FlowCall call,
        FlowStream stream,
        CancellationToken late,
        CancellationToken cancellationToken)
    {
        try
        {
            var graph = FlowGraph.Of(ShapeJson.Read<FlowDefinition>(conversation.Definition));
            using var run = new FlowRun(graph, call, _types, stream, clock);
            var questions = await run.Run(conversation.Document, cancellationToken);
            if (questions.Count > 0)
            {
                await Keep(
                    call,
                    id,
                    conversation with { Results = stream.Results, Questions = questions },
                    cancellationToken);
                await stream.Send(Asked(questions[0]), cancellationToken);
            }
            else if (conversation.Questions.Count > 0)
            {
                await conversations.End(call.Tenant, id, cancellationToken);
            }

            var reason = questions.Count > 0 ? FlowCompletionReason.InputRequired : FlowCompletionReason.Success;
            await stream.Send(
                new FlowResponseStream.FlowCompletionEvent(new FlowCompletionEvent { CompletionReason = reason }),
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

    private async Task Keep(
        FlowCall call, string id, FlowConversation conversation, CancellationToken cancellationToken)
    {
        if (conversation.Bytes > FlowRules.BytesMax)
        {
            throw FlowRunErrors.TooLarge(FlowRules.BytesMax);
        }

        await conversations.Keep(call.Tenant, id, conversation, cancellationToken);
    }

    private static FlowResponseStream.FlowMultiTurnInputRequestEvent Asked(FlowQuestion question) => new(
        new FlowMultiTurnInputRequestEvent
        {
            NodeName = question.Node,
            NodeType = AgentNodeType,
            Content = new FlowMultiTurnInputContent.Document(question.Text),
        });
}
