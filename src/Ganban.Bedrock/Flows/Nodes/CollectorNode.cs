using Ganban.Bedrock.Flows.Running;
using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Flows.Nodes;

/// <summary>Puts what became of an iterator's items into an array again.</summary>
internal sealed class CollectorNode : IFlowNode
{
    /// <inheritdoc/>
    public string Type => FlowNodeType.Collector;

    /// <inheritdoc/>
    public Task<NodeResult> Run(NodeCall call, CancellationToken cancellationToken) =>
        Task.FromResult(NodeResult.Of("collectedArray", call.Value("arrayItem")));
}
