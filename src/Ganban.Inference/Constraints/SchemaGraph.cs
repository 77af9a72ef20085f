namespace Ganban.Inference.Constraints;

/// <summary>What shows only when all nodes of a schema are there.</summary>
internal static class SchemaGraph
{
    private const int OptionsMax = 200;

    /// <summary>
    /// Gives all nodes their depth, the flattest first: what is found for a node then is the least, so each is looked
    /// at once. Nodes that are not reached no finite value satisfies.
    /// </summary>
    public static void ComputeDepths(IReadOnlyList<SchemaNode> nodes)
    {
        var above = nodes.SelectMany(n => n.Below.Select(b => (Below: b, Node: n))).ToLookup(x => x.Below, x => x.Node);
        var lacking = nodes.ToDictionary(n => n, n => n is SchemaNode.Choice ? 1 : n.Below.Count());
        var found = new PriorityQueue<SchemaNode, int>();
        foreach (var node in nodes.Where(n => lacking[n] == 0))
        {
            Find(node);
        }

        while (found.TryDequeue(out var below, out _))
        {
            foreach (var node in above[below])
            {
                if (--lacking[node] == 0)
                {
                    Find(node);
                }
            }
        }

        void Find(SchemaNode node)
        {
            node.DepthMin = node.ComputeDepthMin();
            if (node.DepthMin < SchemaNode.Unsatisfiable)
            {
                found.Enqueue(node, node.DepthMin);
            }
        }
    }

    /// <summary>
    /// Puts the options of nested choices in place of these, which also ends references that go in circles.
    /// </summary>
    public static void FlattenChoices(IReadOnlyList<SchemaNode> nodes, SchemaBudget budget)
    {
        foreach (var choice in nodes.OfType<SchemaNode.Choice>())
        {
            var seen = new HashSet<SchemaNode>(ReferenceEqualityComparer.Instance) { choice };
            var open = new Stack<SchemaNode>(choice.Options);
            var flat = new List<SchemaNode>();
            while (open.TryPop(out var option))
            {
                budget.Charge();
                if (!seen.Add(option))
                {
                    continue;
                }

                if (option is SchemaNode.Choice nested)
                {
                    nested.Options.ForEach(open.Push);
                }
                else if (flat.Count < OptionsMax)
                {
                    flat.Add(option);
                }
                else
                {
                    throw new JsonSchemaException($"a value has more than {OptionsMax} alternatives.", "#");
                }
            }

            choice.Options.Clear();
            choice.Options.AddRange(flat);
        }
    }
}
