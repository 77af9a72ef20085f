namespace Ganban.Storage.Sqlite.Vectors;

/// <summary>The vectors of an index as they are in memory, with their graph.</summary>
internal sealed class VectorMemory
{
    /// <summary>An empty one.</summary>
    /// <param name="dimensions">The length of the vectors.</param>
    /// <param name="oldest">The first generation of the index that can be searched in it.</param>
    public VectorMemory(int dimensions, int oldest)
        : this(new VectorSlots(dimensions), oldest)
    {
    }

    private VectorMemory(VectorSlots slots, int oldest)
        : this(slots, new HnswGraph(slots), oldest)
    {
    }

    private VectorMemory(VectorSlots slots, HnswGraph graph, int oldest) =>
        (Slots, Graph, Oldest, Nearest) = (slots, graph, oldest, new NearestPassages(slots, graph));

    public VectorSlots Slots { get; }

    public HnswGraph Graph { get; }

    public NearestPassages Nearest { get; }

    /// <summary>The first generation of the index that can be searched in it.</summary>
    public int Oldest { get; set; }

    /// <summary>Slots that nobody sees any more who begins to search now.</summary>
    public int Dead { get; set; }

    /// <summary>Gives a document other metadata.</summary>
    public void Describe(long document, ReadOnlySpan<byte> metadata)
    {
        var place = Slots.Metadata.Add(metadata);
        foreach (var slot in Slots.Of(document))
        {
            Slots[slot].Shared = place;
        }
    }

    /// <summary>The same vectors without those that are dead.</summary>
    public VectorMemory WithoutDead(int generation)
    {
        var copies = new VectorSlots(Slots.Dimensions);
        var numbers = new int[Slots.Count];
        var places = new Dictionary<long, long>();
        var (document, shared) = (-1L, -1L);
        for (var slot = 0; slot < numbers.Length; slot++)
        {
            var copy = Slots[slot];
            if (!copy.IsSeen(generation))
            {
                numbers[slot] = -1;
                continue;
            }

            if (copy.Document != document)
            {
                (document, shared) = (copy.Document, copies.Metadata.Add(Slots.Metadata[copy.Shared].Span));
                places.Clear();
            }

            if (!places.TryGetValue(copy.Own, out var own))
            {
                places[copy.Own] = own = copies.Metadata.Add(Slots.Metadata[copy.Own].Span);
            }

            (copy.Own, copy.Shared) = (own, shared);
            numbers[slot] = copies.Count;
            copies.Add(copy, Slots.Vector(slot));
        }

        return new VectorMemory(copies, Graph.Copy(copies, numbers), generation);
    }
}
