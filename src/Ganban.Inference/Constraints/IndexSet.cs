using System.Runtime.InteropServices;

namespace Ganban.Inference.Constraints;

/// <summary>A set of indexes. It does not change, and sets of the same indexes are equal.</summary>
internal sealed class IndexSet : IEquatable<IndexSet>
{
    private const int WordBits = 64;

    // The last word has a bit, so that equal sets have equal words.
    private readonly ulong[] _words;

    private IndexSet(ulong[] words)
    {
        _words = words;
    }

    /// <summary>The set without any.</summary>
    public static IndexSet Empty { get; } = new([]);

    /// <summary>True when <paramref name="index"/> is in the set.</summary>
    public bool Contains(int index) =>
        index / WordBits < _words.Length && ((_words[index / WordBits] >> (index % WordBits)) & 1) != 0;

    /// <summary>The set with <paramref name="index"/>, too.</summary>
    public IndexSet With(int index)
    {
        var words = new ulong[Math.Max(_words.Length, (index / WordBits) + 1)];
        _words.CopyTo(words, 0);
        words[index / WordBits] |= 1UL << (index % WordBits);
        return new IndexSet(words);
    }

    /// <inheritdoc/>
    public bool Equals(IndexSet? other) => other is not null && _words.AsSpan().SequenceEqual(other._words);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as IndexSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(MemoryMarshal.AsBytes(_words.AsSpan()));
        return hash.ToHashCode();
    }
}
