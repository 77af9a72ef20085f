namespace Ganban.Storage.Sqlite.Vectors;

/// <summary>
/// A walk through a graph towards a vector: algorithm 2 of Malkov and Yashunin. It is used again and again, by one thread
/// at a time.
/// </summary>
internal sealed class GraphSearch
{
    private readonly ScoredHeap _candidates = new();
    private readonly ScoredHeap _found = new();
    private int[] _visits = [];
    private int _visit;

    /// <summary>What was found, in no order, with its scores.</summary>
    public ReadOnlySpan<(float Score, int Slot)> Found => _found.Items;

    /// <summary>Walks down from the top to a level, each time to the nearest.</summary>
    public static int Descend(HnswGraph graph, VectorSlots slots, ReadOnlySpan<float> vector, GraphEntry entry, int level)
    {
        var at = entry.Slot;
        var score = slots.Score(vector, at);
        for (var current = entry.Level; current > level; current--)
        {
            for (var hasMoved = true; hasMoved;)
            {
                hasMoved = false;
                foreach (var next in graph.Links(at, current))
                {
                    var nextScore = slots.Score(vector, next);
                    if (nextScore > score)
                    {
                        (at, score, hasMoved) = (next, nextScore, true);
                    }
                }
            }
        }

        return at;
    }

    /// <summary>Finds the nearest slots on a level.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="slots">Its vectors.</param>
    /// <param name="vector">What to be near to.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="level">The level.</param>
    /// <param name="width">How many to find.</param>
    /// <param name="accepts">Which count; the walk goes through the others as well. Null for all.</param>
    /// <param name="visitsMax">The most slots to look at.</param>
    /// <returns>False if it was too many.</returns>
    public bool Run(
        HnswGraph graph,
        VectorSlots slots,
        ReadOnlySpan<float> vector,
        int start,
        int level,
        int width,
        Func<int, bool>? accepts,
        int visitsMax)
    {
        Begin(slots.Count);
        var visits = 1;
        Look(start, slots.Score(vector, start), width, accepts);
        while (_candidates.Count > 0)
        {
            var (key, at) = _candidates.RemoveFirst();
            if (_found.Count >= width && -key < _found.First.Key)
            {
                break;
            }

            foreach (var next in graph.Links(at, level))
            {
                if (next >= _visits.Length || _visits[next] == _visit)
                {
                    continue;
                }

                _visits[next] = _visit;
                var score = slots.Score(vector, next);
                if (++visits > visitsMax)
                {
                    return false;
                }

                Look(next, score, width, accepts);
            }
        }

        return true;
    }

    private void Begin(int count)
    {
        if (_visits.Length < count)
        {
            _visits = new int[count + (count / 4)];
            _visit = 0;
        }

        if (++_visit == int.MaxValue)
        {
            Array.Clear(_visits);
            _visit = 1;
        }

        _candidates.Clear();
        _found.Clear();
    }

    private void Look(int slot, float score, int width, Func<int, bool>? accepts)
    {
        _visits[slot] = _visit;
        if (_found.Count >= width && score <= _found.First.Key)
        {
            return;
        }

        _candidates.Add(-score, slot);
        if (accepts is null || accepts(slot))
        {
            if (_found.Count >= width)
            {
                _found.RemoveFirst();
            }

            _found.Add(score, slot);
        }
    }
}
