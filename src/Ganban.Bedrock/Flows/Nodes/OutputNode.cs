using Ganban.Bedrock.Flows.Running;
using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Flows.Nodes;

/// <summary>Gives the flow's answer, or one of its answers.</summary>
internal sealed class OutputNode(TimeProvider clock) : IFlowNode
{
    /// <inheritdoc/>
    public string Type => FlowNodeType.Output;

    /// <inheritdoc/>
    public Task<NodeResult> Run(NodeCall call, CancellationToken cancellationToken)
    {
        call.Tell(new FlowEvent.FlowAnswered(call.Node.Name, clock.GetUtcNow(), call.Value("document")));
        return Task.FromResult(new NodeResult(new Dictionary<string, System.Text.Json.JsonElement>(), []));
    }
}
