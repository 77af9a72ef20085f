using System.Numerics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Ganban.Inference.Tokenizers;

/// <summary>
/// A map from pairs of non-negative numbers to pairs of numbers: open addressing with linear probing and 16 bytes an
/// entry, since vocabularies hold hundreds of thousands. The hash has a secret factor, so that no file can be made
/// whose pairs all meet in one place.
/// </summary>
internal sealed class PairTable
{
    private readonly ulong _factor = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;
    private Entry[] _entries;
    private int _shift;

    /// <summary>Makes an empty table.</summary>
    /// <param name="capacity">The number of pairs it can take before it grows.</param>
    public PairTable(int capacity)
    {
        _entries = [];
        Resize(capacity);
    }

    public int Count { get; private set; }

    /// <summary>Adds a pair; one that is there already keeps what it has.</summary>
    // Optimized at once: a file's pairs are in before the runtime would find it hot.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryAdd(int left, int right, int first, int second)
    {
        if (Count >= _entries.Length / 4 * 3)
        {
            Resize(Count * 2);
        }

        ref var entry = ref Find(Key(left, right));
        if (entry.Key != 0)
        {
            return false;
        }

        entry = new Entry(Key(left, right), first, second);
        Count++;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGet(int left, int right, out int first, out int second)
    {
        ref var entry = ref Find(Key(left, right));
        (first, second) = (entry.First, entry.Second);
        return entry.Key != 0;
    }

    // Never 0, which marks a free place.
    private static ulong Key(int left, int right) => (((ulong)(uint)left << 32) | (uint)right) + 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Entry Find(ulong key)
    {
        var entries = _entries;
        for (var place = (int)((key * _factor) >> _shift); ; place = (place + 1) & (entries.Length - 1))
        {
            ref var entry = ref entries[place];
            if (entry.Key == key || entry.Key == 0)
            {
                return ref entry;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Resize(int capacity)
    {
        var old = _entries;
        var length = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, capacity + (capacity / 3) + 1));
        _entries = new Entry[length];
        _shift = 64 - BitOperations.Log2((uint)length);
        foreach (var entry in old)
        {
            if (entry.Key != 0)
            {
                Find(entry.Key) = entry;
            }
        }
    }

    private readonly record struct Entry(ulong Key, int First, int Second);
}
