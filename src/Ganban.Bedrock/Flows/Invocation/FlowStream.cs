using System.Collections.Concurrent;
using System.Threading.Channels;
using Ganban.Bedrock.Flows.Running;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Flows.Invocation;

/// <summary>Follows a run for the caller that waits for its events.</summary>
internal sealed class FlowStream : IFlowRecorder
{
    private const int EventsMax = 256; // that wait for a slow caller, before the nodes do
    private readonly Channel<FlowResponseStream> _events = Channel.CreateBounded<FlowResponseStream>(EventsMax);
    private readonly ConcurrentDictionary<string, NodeResult> _results;
    private readonly Dictionary<string, NodeResult> _waiting;
    private readonly bool _hasTraces;

    /// <summary>A stream.</summary>
    /// <param name="conversation">What is known of the run.</param>
    /// <param name="answered">The runs of nodes that the user has answered.</param>
    /// <param name="hasTraces">Whether the caller wants to know what nodes do.</param>
    public FlowStream(FlowConversation conversation, IEnumerable<string> answered, bool hasTraces)
    {
        _hasTraces = hasTraces;
        _results = new(conversation.Results);
        _waiting = conversation.Questions
            .ExceptBy(answered, question => question.Key)
            .ToDictionary(question => question.Key, question => NodeResult.Asking(question.Text));
    }

    /// <summary>What nodes came to.</summary>
    public IReadOnlyDictionary<string, NodeResult> Results => _results;

    /// <summary>The events as they come; it throws what the run ended with.</summary>
    public IAsyncEnumerable<FlowResponseStream> Events(CancellationToken cancellationToken) =>
        _events.Reader.ReadAllAsync(cancellationToken);

    /// <summary>No more events come.</summary>
    public void End(Exception? failure = null) => _events.Writer.TryComplete(failure);

    /// <summary>Sends an event.</summary>
    public ValueTask Send(FlowResponseStream item, CancellationToken cancellationToken) =>
        _events.Writer.WriteAsync(item, cancellationToken);

    /// <inheritdoc/>
    public NodeResult? Known(string key) => _results.GetValueOrDefault(key) ?? _waiting.GetValueOrDefault(key);

    /// <inheritdoc/>
    public ValueTask Began(FlowEvent.Inputs inputs, CancellationToken cancellationToken) =>
        Send(inputs, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask Ended(
        string key, NodeResult result, IReadOnlyList<FlowEvent> events, CancellationToken cancellationToken)
    {
        if (!result.IsWaiting)
        {
            _results[key] = result;
        }

        foreach (var happened in events)
        {
            await Send(happened, cancellationToken);
        }
    }

    private ValueTask Send(FlowEvent happened, CancellationToken cancellationToken) =>
        (_hasTraces || happened is FlowEvent.FlowAnswered) && FlowTraces.Of(happened) is { } item
            ? Send(item, cancellationToken)
            : ValueTask.CompletedTask;
}
