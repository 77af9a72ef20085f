using System.Text.Json;
using Ganban.Bedrock.Flows.Graph;
using Ganban.Contracts.BedrockAgent;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Flows.Running;

/// <summary>Waits for what feeds a node, and makes its inputs of it.</summary>
/// <param name="graph">The nodes.</param>
/// <param name="result">Gives what a node comes to in a round of the iterators around it.</param>
internal sealed class ScopeInputs(FlowGraph graph, Func<GraphNode, IReadOnlyList<int>, Task<NodeResult>> result)
{
    private const string Item = "arrayItem";
    private const string Size = "arraySize";

    /// <summary>The array that an iterator goes through.</summary>
    public static JsonElement Items(NodeResult iterator) => iterator.Outputs[Item];

    /// <summary>The inputs, or that the node does not run, or that it waits with what feeds it for the user.</summary>
    public async Task<(bool IsSkipped, bool IsWaiting, IReadOnlyList<InputValue> Inputs)> Gather(
        GraphNode node, IReadOnlyList<int> path)
    {
        var (isSkipped, isWaiting) = await Gates(node, path);
        var values = new List<InputValue>();
        if (node.Type == FlowNodeType.Collector)
        {
            var (collected, isOpen) = await Collect(node, path);
            isSkipped |= collected is null && !isOpen;
            if (collected is { } found)
            {
                values.AddRange(node.Inputs.Select(
                    input => Value(input, input.Declared.Name == Size ? found.Size : found.Items)));
            }

            return (isSkipped, (isWaiting || isOpen) && !isSkipped, values);
        }

        foreach (var input in node.Inputs)
        {
            var source = await result(input.Source, [.. path.Take(input.Source.Iterators.Count)]);
            isSkipped |= source.IsSkipped;
            isWaiting |= source.IsWaiting;
            if (source is { IsSkipped: false, IsWaiting: false })
            {
                var index = path.Count > input.Source.Iterators.Count ? path[input.Source.Iterators.Count] : 0;
                values.Add(Value(input, Taken(node, input, source, index)));
            }
        }

        return (isSkipped, isWaiting && !isSkipped, values);
    }

    private async Task<(bool IsSkipped, bool IsWaiting)> Gates(GraphNode node, IReadOnlyList<int> path)
    {
        var (isOpen, isWaiting) = (node.Gates.Count == 0, false);
        foreach (var gate in node.Gates)
        {
            var source = await result(gate.Source, [.. path.Take(gate.Source.Iterators.Count)]);
            isWaiting |= source.IsWaiting;
            isOpen |= source.Conditions.Contains(gate.Condition);
        }

        return (!isOpen && !isWaiting, !isOpen && isWaiting);
    }

    // What became of each item, without those that no node ran for; null if there is nothing to collect.
    private async Task<((JsonElement Items, JsonElement Size)? Collected, bool IsWaiting)> Collect(
        GraphNode node, IReadOnlyList<int> path)
    {
        var input = node.Inputs.First(input => input.Declared.Name == Item);
        var isDirect = input.Source.Type == FlowNodeType.Iterator;
        var name = isDirect ? input.Source.Name : input.Source.Iterators[^1];
        var iterator = await result(graph.Nodes.First(found => found.Name == name), path);
        if (iterator.IsSkipped || iterator.IsWaiting)
        {
            return (null, iterator.IsWaiting);
        }

        var items = new List<JsonElement>();
        var size = Items(iterator).GetArrayLength();
        for (var i = 0; i < size; i++)
        {
            var source = isDirect ? iterator : await result(input.Source, [.. path, i]);
            if (source.IsWaiting)
            {
                return (null, true);
            }

            if (!source.IsSkipped)
            {
                items.Add(Taken(node, input, source, i));
            }
        }

        return ((JsonSerializer.SerializeToElement(items), JsonSerializer.SerializeToElement(size)), false);
    }

    private static JsonElement Taken(GraphNode node, GraphInput input, NodeResult source, int index)
    {
        var data = source.Outputs[input.Output];
        if (input.Source.Type == FlowNodeType.Iterator && input.Output == Item)
        {
            data = data[index];
        }

        var declared = input.Declared;
        var found = input.Path.Find(data) ?? throw new FlowNodeException(
            node.Name,
            NodeErrorCode.Validation,
            $"the expression {declared.Expression} of the input {declared.Name} finds nothing in the output {input.Output} of "
                + $"{input.Source.Name}.");
        return DataTypes.Of(found) == declared.Type ? found : throw new FlowNodeException(
            node.Name,
            NodeErrorCode.Validation,
            $"the input {declared.Name} must be of the type {declared.Type}, but {declared.Expression} of {input.Source.Name} is of "
                + $"the type {DataTypes.Of(found) ?? "null"}.");
    }

    private static InputValue Value(GraphInput input, JsonElement value) => new(
        input.Declared.Name,
        input.Declared.Type,
        input.Declared.Expression,
        value,
        input.Declared.Category,
        new InputSource(input.Source.Name, input.Output, input.Declared.Expression));
}
