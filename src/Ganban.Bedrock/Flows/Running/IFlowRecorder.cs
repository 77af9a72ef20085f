namespace Ganban.Bedrock.Flows.Running;

/// <summary>Follows a run of a flow, and knows what was done of it before. Safe for concurrent use.</summary>
internal interface IFlowRecorder
{
    /// <summary>What a node came to before; null if it has still to run.</summary>
    NodeResult? Known(string key);

    /// <summary>A node begins.</summary>
    ValueTask Began(FlowEvent.Inputs inputs, CancellationToken cancellationToken);

    /// <summary>A node ended; what it feeds runs when this returns.</summary>
    ValueTask Ended(
        string key, NodeResult result, IReadOnlyList<FlowEvent> events, CancellationToken cancellationToken);
}
