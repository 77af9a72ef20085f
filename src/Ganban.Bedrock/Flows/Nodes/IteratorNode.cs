using System.Globalization;
using System.Text.Json;
using Ganban.Bedrock.Flows.Running;
using Ganban.Contracts.BedrockAgent;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Flows.Nodes;

/// <summary>Gives out the items of an array; what it feeds runs once for each.</summary>
internal sealed class IteratorNode : IFlowNode
{
    private const int ItemsMax = 1000;

    /// <inheritdoc/>
    public string Type => FlowNodeType.Iterator;

    /// <inheritdoc/>
    public Task<NodeResult> Run(NodeCall call, CancellationToken cancellationToken)
    {
        var items = call.Value("array");
        var size = items.GetArrayLength();
        if (size > ItemsMax)
        {
            throw new FlowNodeException(
                call.Node.Name,
                NodeErrorCode.Validation,
                string.Create(CultureInfo.InvariantCulture, $"its array has {size} items, more than the {ItemsMax} that it may have."));
        }

        return Task.FromResult(new NodeResult(
            new Dictionary<string, JsonElement>
            {
                ["arrayItem"] = items,
                ["arraySize"] = JsonSerializer.SerializeToElement(size),
            },
            []));
    }
}
