using System.Text.Json;
using Ganban.Bedrock.Flows.Graph;
using Ganban.Contracts.BedrockAgent;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Flows.Running;

/// <summary>What a node gives out, against what it declares.</summary>
internal static class NodeOutputs
{
    // So that it can be stored in one piece, with the rest of what is told of the node.
    private const int BytesMax = 2 << 20;

    /// <summary>Checks that the outputs are there, of their types, and not too large.</summary>
    /// <returns>Their bytes as JSON.</returns>
    /// <exception cref="FlowNodeException">They are not.</exception>
    public static long Check(GraphNode node, NodeResult result)
    {
        foreach (var output in node.Declared.Outputs ?? [])
        {
            if (!result.Outputs.TryGetValue(output.Name, out var value))
            {
                throw Wrong(node, $"it gives no output {output.Name}.");
            }

            if (DataTypes.IsTooDeep(value))
            {
                throw Wrong(node, $"its output {output.Name} has more than {DataTypes.LevelsMax} levels.");
            }

            var isItems = node.Type == FlowNodeType.Iterator && output.Name == "arrayItem";
            var odd = isItems
                ? value.EnumerateArray().Select(DataTypes.Of).FirstOrDefault(type => type != output.Type, output.Type)
                : DataTypes.Of(value);
            if (odd != output.Type)
            {
                throw Wrong(
                    node, $"its output {output.Name} must be of the type {output.Type} but is of the type {odd ?? "null"}.");
            }
        }

        var bytes = result.Outputs.Values.Sum(value => (long)JsonSerializer.SerializeToUtf8Bytes(value).Length);
        return bytes <= BytesMax ? bytes : throw Wrong(
            node, $"its outputs have {bytes} bytes as JSON, more than the {BytesMax} that they may have.");
    }

    /// <summary>The outputs with their values and ways.</summary>
    public static IReadOnlyList<OutputValue> Of(GraphNode node, NodeResult result) =>
    [
        .. (node.Declared.Outputs ?? []).Select(output => new OutputValue(
            output.Name, output.Type, result.Outputs[output.Name], [.. node.Next[output.Name]])),
    ];

    private static FlowNodeException Wrong(GraphNode node, string message) =>
        new(node.Name, NodeErrorCode.Validation, message);
}
