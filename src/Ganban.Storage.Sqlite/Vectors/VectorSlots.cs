using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Ganban.Storage.Sqlite.Vectors;

/// <summary>What is known in memory of a vector beside itself.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Slot
{
    /// <summary>The passage that it stands for; those of a passage follow each other.</summary>
    public long Passage;

    /// <summary>The document; a later one has a greater number.</summary>
    public long Document;

    /// <summary>Where the passage's own metadata is.</summary>
    public long Own;

    /// <summary>Where the document's metadata is.</summary>
    public long Shared;

    /// <summary>The generation of the index that it is seen from.</summary>
    public int Born;

    /// <summary>The generation from which it is seen no more.</summary>
    public int Died;

    /// <summary>Whether one sees it who sees a generation.</summary>
    public readonly bool IsSeen(int generation) => Born <= generation && generation < Died;
}

/// <summary>
/// The vectors of an index, each in a slot of its own. One thread writes while others search: who sees a generation of
/// the index sees the slots of that generation, whatever is written meanwhile.
/// </summary>
internal sealed class VectorSlots(int dimensions)
{
    private readonly ChunkedList<float> _vectors = new(dimensions);
    private readonly ChunkedList<Slot> _slots = new(1);
    private int _count;

    /// <summary>The length of the vectors.</summary>
    public int Dimensions => dimensions;

    /// <summary>How many slots there are, those that nobody sees any more included.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The metadata of the slots.</summary>
    public MetadataLog Metadata { get; } = new();

    /// <summary>What is known of a slot.</summary>
    public ref Slot this[int slot] => ref _slots[slot][0];

    /// <summary>A slot's vector, at unit length.</summary>
    public ReadOnlySpan<float> Vector(int slot) => _vectors[slot];

    /// <summary>How near a vector at unit length is to that of a slot: their cosine.</summary>
    public float Score(ReadOnlySpan<float> vector, int slot) => TensorPrimitives.Dot(vector, _vectors[slot]);

    /// <summary>Adds a slot.</summary>
    public void Add(in Slot slot, ReadOnlySpan<float> vector)
    {
        _vectors.Reserve(_count + 1);
        _slots.Reserve(_count + 1);
        vector.CopyTo(_vectors[_count]);
        _slots[_count][0] = slot;
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>Adds a slot for each of a passage's vectors, which lie one behind the other.</summary>
    public void AddEach(in Slot slot, ReadOnlySpan<float> vectors)
    {
        for (var at = 0; at < vectors.Length; at += dimensions)
        {
            Add(slot, vectors.Slice(at, dimensions));
        }
    }

    /// <summary>Makes slots whose content is read from elsewhere.</summary>
    public void Reserve(int count)
    {
        _vectors.Reserve(count);
        _slots.Reserve(count);
        Volatile.Write(ref _count, count);
    }

    /// <summary>The content of so many slots, in a fixed order.</summary>
    public IEnumerable<Memory<float>> Vectors(int count) => _vectors.Chunks(count);

    /// <inheritdoc cref="Vectors"/>
    public IEnumerable<Memory<Slot>> Slots(int count) => _slots.Chunks(count);

    /// <summary>The slots of a document that are not dead: they follow each other.</summary>
    public IEnumerable<int> Of(long document)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = this[middle].Document < document ? (middle + 1, high) : (low, middle);
        }

        for (; low < Count && this[low].Document == document; low++)
        {
            if (this[low].Died == int.MaxValue)
            {
                yield return low;
            }
        }
    }
}
