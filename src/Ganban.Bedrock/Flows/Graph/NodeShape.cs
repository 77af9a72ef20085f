using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Flows.Graph;

/// <summary>An input or output that a type of node has.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its data type; null: any.</param>
/// <param name="IsRequired">Whether the node must have it.</param>
internal sealed record NodeField(string Name, string? Type, bool IsRequired = true);

/// <summary>The inputs and outputs of a type of node.</summary>
/// <param name="Inputs">Those that have names; null: the user names them.</param>
/// <param name="Outputs">Those that have names; null: the user names them.</param>
internal sealed record NodeShape(IReadOnlyList<NodeField>? Inputs, IReadOnlyList<NodeField>? Outputs)
{
    private const string Text = FlowNodeIODataType.String;
    private const string List = FlowNodeIODataType.Array;

    /// <summary>The shape of a node; it may depend on the configuration.</summary>
    public static NodeShape Of(FlowNode node) => node.Type switch
    {
        FlowNodeType.Input => new([], [new("document", null)]),
        FlowNodeType.Output => new([new("document", null)], []),
        FlowNodeType.KnowledgeBase => new(
            [new("retrievalQuery", Text)],
            [HasModel(node) ? new("outputText", Text) : new("retrievalResults", List)]),
        FlowNodeType.Condition => new(null, []),
        FlowNodeType.Prompt => new(null, [new("modelCompletion", Text)]),
        FlowNodeType.LambdaFunction => new(null, [new("functionResponse", null)]),
        FlowNodeType.Storage => new([new("content", Text), new("objectKey", Text)], [new("s3Uri", Text)]),
        FlowNodeType.Retrieval => new([new("objectKey", Text)], [new("s3Content", Text)]),
        FlowNodeType.Iterator => new([new("array", List)], [new("arrayItem", null), ArraySize]),
        FlowNodeType.Collector => new([new("arrayItem", null), ArraySize], [new("collectedArray", List)]),
        FlowNodeType.Agent => new(
            [
                new("agentInputText", Text),
                new("promptAttributes", FlowNodeIODataType.Object, IsRequired: false),
                new("sessionAttributes", FlowNodeIODataType.Object, IsRequired: false),
            ],
            [new("agentResponse", Text)]),
        FlowNodeType.InlineCode => new(null, [new("response", null)]),
        FlowNodeType.LoopController => new(null, []),
        _ => new(null, null),
    };

    private static NodeField ArraySize => new("arraySize", FlowNodeIODataType.Number);

    private static bool HasModel(FlowNode node) =>
        node.Configuration is FlowNodeConfiguration.KnowledgeBase { Value.ModelId: not null };
}
