using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Ganban.Inference.Serving;

/// <summary>Blocks of tokens are equal when their tokens are; also compares with a part of a longer sequence.</summary>
internal sealed class TokenBlockComparer
    : IEqualityComparer<int[]>, IAlternateEqualityComparer<ReadOnlySpan<int>, int[]>
{
    /// <summary>The one instance.</summary>
    public static TokenBlockComparer Instance { get; } = new();

    /// <inheritdoc/>
    public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

    /// <inheritdoc/>
    public int GetHashCode([DisallowNull] int[] obj) => GetHashCode(obj.AsSpan());

    /// <inheritdoc/>
    public bool Equals(ReadOnlySpan<int> alternate, int[] other) => alternate.SequenceEqual(other);

    /// <inheritdoc/>
    public int GetHashCode(ReadOnlySpan<int> alternate)
    {
        var hash = default(HashCode);
        hash.AddBytes(MemoryMarshal.AsBytes(alternate));
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public int[] Create(ReadOnlySpan<int> alternate) => alternate.ToArray();
}
