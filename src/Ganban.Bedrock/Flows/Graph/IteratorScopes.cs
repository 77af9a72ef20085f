using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Flows.Graph;

/// <summary>
/// Which iterators a node runs within: what an iterator feeds runs once for each item, up to a collector.
/// </summary>
internal static class IteratorScopes
{
    /// <summary>
    /// The iterators around each node, the outermost first. The connections have no cycles, and all their ends are
    /// there.
    /// </summary>
    /// <exception cref="FormatException">A node mixes the items of iterators; the message tells which.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Of(FlowDefinition definition)
    {
        var nodes = (definition.Nodes ?? []).ToDictionary(node => node.Name);
        var into = (definition.Connections ?? []).ToLookup(connection => connection.Target);
        var scopes = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var name in nodes.Keys)
        {
            Find(name);
        }

        return scopes;

        IReadOnlyList<string> Find(string name)
        {
            if (scopes.TryGetValue(name, out var known))
            {
                return known;
            }

            IReadOnlyList<string> longest = [];
            foreach (var connection in into[name])
            {
                var outer = Find(connection.Source);
                IReadOnlyList<string> own = nodes[connection.Source].Type == FlowNodeType.Iterator
                    ? [.. outer, connection.Source]
                    : outer;
                var (shorter, longer) = own.Count < longest.Count ? (own, longest) : (longest, own);
                longest = shorter.SequenceEqual(longer.Take(shorter.Count))
                    ? longer
                    : throw new FormatException(
                        $"The node {name} gets items of the iterators {shorter[^1]} and {longer[^1]}. Collect one of them first.");
            }

            if (nodes[name].Type == FlowNodeType.Collector)
            {
                longest = longest.Count > 0
                    ? [.. longest.SkipLast(1)]
                    : throw new FormatException(
                        $"The collector {name} is not behind an iterator. Connect its arrayItem with what an iterator feeds.");
            }

            return scopes[name] = longest;
        }
    }
}
