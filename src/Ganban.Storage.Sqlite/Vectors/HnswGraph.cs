namespace Ganban.Storage.Sqlite.Vectors;

/// <summary>Where walks begin.</summary>
/// <param name="Slot">The slot; -1 while there is none.</param>
/// <param name="Level">Its level, the highest.</param>
internal sealed record GraphEntry(int Slot, int Level);

/// <summary>
/// A hierarchical navigable small world (Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search
/// using Hierarchical Navigable Small World graphs", 2016) over the first slots of an index. One thread inserts while
/// others walk: a list of links that is being rewritten has a link twice or lacks one, which costs a walk nothing.
/// </summary>
internal sealed class HnswGraph(VectorSlots slots)
{
    /// <summary>The most links of a slot on each level but the lowest, which has twice as many.</summary>
    public const int LinksMax = 16;

    private const int BuildWidth = 128;
    private const int BaseLinksMax = 2 * LinksMax;
    private const int LevelMax = 12;
    private const ulong Seed = 0x9E3779B97F4A7C15;

    // Of the lowest level: the first of the slot's upper lists, its level, the list. A list is its length and the links.
    private const int BaseHead = 2;
    private readonly ChunkedList<int> _base = new(BaseHead + 1 + BaseLinksMax);
    private readonly ChunkedList<int> _upper = new(1 + LinksMax);
    private readonly GraphSearch _search = new();
    private readonly List<(float Score, int Slot)> _nearest = [];
    private readonly List<int> _chosen = [];
    private GraphEntry _entry = new(-1, -1);
    private int _count;
    private int _upperCount;

    /// <summary>How many slots are in the graph: the first ones.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>How many lists of links there are above the lowest level.</summary>
    public int UpperCount => _upperCount;

    /// <summary>Where walks begin.</summary>
    public GraphEntry Entry => Volatile.Read(ref _entry);

    /// <summary>The links of a slot on one of its levels.</summary>
    public ReadOnlySpan<int> Links(int slot, int level)
    {
        var list = List(slot, level);
        return list.Slice(1, list[0]);
    }

    /// <summary>The highest level of a slot.</summary>
    public int Level(int slot) => _base[slot][1];

    /// <summary>Inserts the slot that follows those that are there: algorithm 1 of the paper.</summary>
    public void InsertNext()
    {
        var slot = _count;
        var level = LevelOf(slot);
        AddLists(slot, level);
        var vector = slots.Vector(slot);
        if (_entry.Slot >= 0)
        {
            var at = GraphSearch.Descend(this, slots, vector, _entry, level);
            for (var current = Math.Min(level, _entry.Level); current >= 0; current--)
            {
                _search.Run(this, slots, vector, at, current, BuildWidth, accepts: null, int.MaxValue);
                _nearest.Clear();
                _nearest.AddRange(_search.Found);
                at = Choose(LinksMax);
                Write(List(slot, current), _chosen);
            }

            // From below, so that whoever comes to the slot on a level finds its links on the lower ones.
            for (var current = 0; current <= Math.Min(level, _entry.Level); current++)
            {
                foreach (var other in Links(slot, current))
                {
                    Link(other, slot, current);
                }
            }
        }

        Publish(slot, level);
    }

    /// <summary>
    /// Makes the graph of the slots that were copied elsewhere. Links to what was left behind are replaced by the links
    /// behind it.
    /// </summary>
    /// <param name="copies">The copies.</param>
    /// <param name="numbers">The new number of each slot; -1 for what was left behind. They ascend.</param>
    public HnswGraph Copy(VectorSlots copies, ReadOnlySpan<int> numbers)
    {
        var copy = new HnswGraph(copies);
        for (var slot = 0; slot < Count; slot++)
        {
            if (numbers[slot] >= 0)
            {
                copy.AddLists(numbers[slot], Level(slot));
            }
        }

        for (var slot = 0; slot < Count; slot++)
        {
            for (var level = 0; numbers[slot] >= 0 && level <= Level(slot); level++)
            {
                copy._nearest.Clear();
                foreach (var other in Surviving(slot, level, numbers))
                {
                    copy._nearest.Add((copies.Score(copies.Vector(numbers[slot]), numbers[other]), numbers[other]));
                }

                copy.Choose(level == 0 ? BaseLinksMax : LinksMax);
                Write(copy.List(numbers[slot], level), copy._chosen);
            }

            if (numbers[slot] >= 0)
            {
                copy.Publish(numbers[slot], Level(slot));
            }
        }

        return copy;
    }

    /// <summary>Makes place for a graph whose content is read from elsewhere.</summary>
    public void Reserve(int count, int upperCount, GraphEntry entry)
    {
        _base.Reserve(count);
        _upper.Reserve(upperCount);
        (_entry, _upperCount) = (entry, upperCount);
        Volatile.Write(ref _count, count);
    }

    /// <summary>The content of so many slots and upper lists, in a fixed order.</summary>
    public IEnumerable<Memory<int>> Lists(int count, int upperCount) =>
        _base.Chunks(count).Concat(_upper.Chunks(upperCount));

    private Span<int> List(int slot, int level) =>
        level == 0 ? _base[slot][BaseHead..] : _upper[_base[slot][0] + level - 1];

    private void AddLists(int slot, int level)
    {
        _base.Reserve(slot + 1);
        _upper.Reserve(_upperCount + level);
        var head = _base[slot];
        (head[0], head[1]) = (_upperCount, level);
        _upperCount += level;
    }

    private void Publish(int slot, int level)
    {
        if (level > _entry.Level)
        {
            Volatile.Write(ref _entry, new GraphEntry(slot, level));
        }

        Volatile.Write(ref _count, slot + 1);
    }

    private void Link(int slot, int other, int level)
    {
        var list = List(slot, level);
        if (list[0] < list.Length - 1)
        {
            list[1 + list[0]] = other;
            Volatile.Write(ref list[0], list[0] + 1);
            return;
        }

        _nearest.Clear();
        var vector = slots.Vector(slot);
        _nearest.Add((slots.Score(vector, other), other));
        foreach (var present in list[1..])
        {
            _nearest.Add((slots.Score(vector, present), present));
        }

        Choose(list.Length - 1);
        Write(list, _chosen);
    }

    private static void Write(Span<int> list, List<int> links)
    {
        for (var i = 0; i < links.Count; i++)
        {
            list[1 + i] = links[i];
        }

        Volatile.Write(ref list[0], links.Count);
    }

    // Algorithm 4: of the nearest, those that are nearer to the new slot than to any that was chosen before, so that links
    // lead into all directions. Gives the nearest one.
    private int Choose(int max)
    {
        _nearest.Sort(static (a, b) => b.Score.CompareTo(a.Score) is not 0 and var order ? order : a.Slot - b.Slot);
        _chosen.Clear();
        foreach (var (score, slot) in _nearest)
        {
            if (_chosen.Count == max)
            {
                break;
            }

            var vector = slots.Vector(slot);
            var isApart = true;
            foreach (var other in _chosen)
            {
                if (slots.Score(vector, other) > score)
                {
                    isApart = false;
                    break;
                }
            }

            if (isApart)
            {
                _chosen.Add(slot);
            }
        }

        return _nearest.Count > 0 ? _nearest[0].Slot : -1;
    }

    private HashSet<int> Surviving(int slot, int level, ReadOnlySpan<int> numbers)
    {
        const int seenMax = 512;
        var surviving = new HashSet<int>();
        var seen = new HashSet<int> { slot };
        var behind = new Queue<int>([slot]);
        while (behind.TryDequeue(out var at) && seen.Count < seenMax)
        {
            foreach (var other in Links(at, level))
            {
                if (seen.Add(other))
                {
                    if (numbers[other] >= 0)
                    {
                        surviving.Add(other);
                    }
                    else
                    {
                        behind.Enqueue(other);
                    }
                }
            }
        }

        return surviving;
    }

    // Exponentially distributed, by the slot's number alone (the mixer of SplitMix64), so that a graph can be made again.
    private static int LevelOf(int slot)
    {
        var z = ((ulong)slot + 1) * Seed;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        var uniform = ((z >> 11) + 1) * (1.0 / (1UL << 53));
        return Math.Min(LevelMax, (int)(-Math.Log(uniform) / Math.Log(LinksMax)));
    }
}
