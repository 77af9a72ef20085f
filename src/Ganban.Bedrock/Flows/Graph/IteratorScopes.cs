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
                var own = Behind(connection.Source);
                var (shorter, longer) = own.Count < longest.Count ? (own, longest) : (longest, own);
                longest = shorter.SequenceEqual(longer.Take(shorter.Count))
                    ? longer
                    : throw new FormatException(
                        $"The node {name} gets items of the iterators {shorter[^1]} and {longer[^1]}. Collect one of them first.");
            }

            return scopes[name] = nodes[name].Type == FlowNodeType.Collector ? Collected(name, longest) : longest;
        }

        // The iterators around what a node feeds.
        IReadOnlyList<string> Behind(string source) =>
            nodes[source].Type == FlowNodeType.Iterator ? [.. Find(source), source] : Find(source);

        IReadOnlyList<string> Collected(string name, IReadOnlyList<string> around)
        {
            if (around.Count == 0)
            {
                throw new FormatException(
                    $"The collector {name} is not behind an iterator. Connect its arrayItem with what an iterator feeds.");
            }

            var items = into[name].Where(connection =>
                connection.Configuration is FlowConnectionConfiguration.Data { Value.TargetInput: "arrayItem" });
            return items.All(connection => Behind(connection.Source).Count == around.Count)
                ? [.. around.SkipLast(1)]
                : throw new FormatException(
                    $"The collector {name} gets its arrayItem from outside of the iterator {around[^1]}. Connect it with what that iterator "
                        + "feeds.");
        }
    }
}
