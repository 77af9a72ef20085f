using System.Threading.Channels;
using Ganban.Bedrock.Flows.Running;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Flows.Invocation;

/// <summary>Follows a run for the caller that waits for its events.</summary>
/// <param name="hasTraces">Whether it wants to know what nodes do.</param>
internal sealed class FlowStream(bool hasTraces) : IFlowRecorder
{
    private const int EventsMax = 256; // that wait for a slow caller, before the nodes do
    private readonly Channel<FlowResponseStream> _events = Channel.CreateBounded<FlowResponseStream>(EventsMax);

    /// <summary>The events as they come; it throws what the run ended with.</summary>
    public IAsyncEnumerable<FlowResponseStream> Events(CancellationToken cancellationToken) =>
        _events.Reader.ReadAllAsync(cancellationToken);

    /// <summary>No more events come.</summary>
    public void End(Exception? failure = null) => _events.Writer.TryComplete(failure);

    /// <summary>Sends an event.</summary>
    public ValueTask Send(FlowResponseStream item, CancellationToken cancellationToken) =>
        _events.Writer.WriteAsync(item, cancellationToken);

    /// <inheritdoc/>
    public NodeResult? Known(string key) => null;

    /// <inheritdoc/>
    public ValueTask Began(FlowEvent.Inputs inputs, CancellationToken cancellationToken) =>
        Send(inputs, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask Ended(
        string key, NodeResult result, IReadOnlyList<FlowEvent> events, CancellationToken cancellationToken)
    {
        foreach (var happened in events)
        {
            await Send(happened, cancellationToken);
        }
    }

    private ValueTask Send(FlowEvent happened, CancellationToken cancellationToken) =>
        (hasTraces || happened is FlowEvent.FlowAnswered) && FlowTraces.Of(happened) is { } item
            ? Send(item, cancellationToken)
            : ValueTask.CompletedTask;
}
