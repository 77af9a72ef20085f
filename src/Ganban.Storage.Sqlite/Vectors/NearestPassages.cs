using System.Collections.Concurrent;
using Ganban.Storage.Vectors;

namespace Ganban.Storage.Sqlite.Vectors;

/// <summary>
/// Finds the passages whose vectors are nearest to one: through the graph as far as it reaches, and by looking at all
/// the slots that it does not have. Where too few of what the graph leads to count, as with a narrow filter, all slots
/// are looked at. Safe for concurrent use.
/// </summary>
internal sealed class NearestPassages(VectorSlots slots, HnswGraph graph)
{
    /// <summary>The fewest slots that a walk through the graph looks for.</summary>
    public const int WidthMin = 96;

    private const int WidthMax = 4096;
    private readonly ConcurrentBag<GraphSearch> _searches = [];

    /// <summary>The nearest passages, the nearest first, with their cosines.</summary>
    /// <param name="vector">The vector, at unit length.</param>
    /// <param name="count">The most passages.</param>
    /// <param name="filter">What counts.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <param name="width">How many slots a walk looks for; null for as many as serve the count.</param>
    public IReadOnlyList<(long Passage, float Score)> Find(
        ReadOnlySpan<float> vector,
        int count,
        SlotFilter filter,
        CancellationToken cancellationToken,
        int? width = null)
    {
        var inGraph = graph.Count;
        if (inGraph == 0)
        {
            return Exact(vector, 0, count, filter, cancellationToken).Best();
        }

        // What is not in the graph is looked at once, however wide the walk becomes.
        var found = Exact(vector, inGraph, count, filter, cancellationToken);
        for (var wide = width ?? Math.Max(WidthMin, 2 * count); wide <= WidthMax; wide *= 4)
        {
            // What the walk may look at before looking at all is cheaper.
            var visitsMax = Math.Max(64 * wide, inGraph / 16);
            if (!Walk(vector, wide, filter, visitsMax, found))
            {
                break;
            }

            if (found.Count >= count)
            {
                return found.Best();
            }
        }

        return Exact(vector, 0, count, filter, cancellationToken).Best();
    }

    private bool Walk(ReadOnlySpan<float> vector, int width, SlotFilter filter, int visitsMax, BestPassages found)
    {
        if (!_searches.TryTake(out var search))
        {
            search = new GraphSearch();
        }

        try
        {
            var start = GraphSearch.Descend(graph, slots, vector, graph.Entry, level: 0);
            if (!search.Run(graph, slots, vector, start, level: 0, width, filter.Accepts, visitsMax))
            {
                return false;
            }

            foreach (var (score, slot) in search.Found)
            {
                found.Add(slots[slot].Passage, score);
            }

            return true;
        }
        finally
        {
            _searches.Add(search);
        }
    }

    private BestPassages Exact(
        ReadOnlySpan<float> vector, int first, int count, SlotFilter filter, CancellationToken cancellationToken)
    {
        const int slotsAtOnce = 4096;
        var best = new BestPassages(count);
        var end = slots.Count;
        for (var slot = first; slot < end; slot++)
        {
            if (slot % slotsAtOnce == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            var score = slots.Score(vector, slot);
            if (best.Wants(slots[slot].Passage, score) && filter.Accepts(slot))
            {
                best.Add(slots[slot].Passage, score);
            }
        }

        return best;
    }
}
