using System.Runtime.Intrinsics;

namespace Ganban.Kernels.Formats;

/// <summary>A format whose values are whole numbers from 0 to 31 at most; a group has a scale and a minimum.</summary>
/// <typeparam name="TBlock">The block as it lies in a file.</typeparam>
internal unsafe interface IByteFormat<TBlock> : IBlockFormat<TBlock>
    where TBlock : unmanaged
{
    /// <summary>The largest value: 15 or 31.</summary>
    static abstract int ValueMax { get; }

    /// <summary>Takes eight groups apart; needs AVX-512 with VBMI.</summary>
    /// <param name="first">The block, or the first of eight.</param>
    /// <param name="v0">Values of groups 0 and 1.</param>
    /// <param name="v1">Values of groups 2 and 3.</param>
    /// <param name="v2">Values of groups 4 and 5.</param>
    /// <param name="v3">Values of groups 6 and 7.</param>
    static abstract void Load512(
        byte* first,
        out Vector512<byte> v0,
        out Vector512<byte> v1,
        out Vector512<byte> v2,
        out Vector512<byte> v3);

    /// <summary>Takes two of eight groups apart; needs AVX2.</summary>
    /// <param name="first">The block, or the first of eight.</param>
    /// <param name="pair">0 to 3.</param>
    /// <param name="v0">Values of group 2·pair.</param>
    /// <param name="v1">Values of group 2·pair + 1.</param>
    static abstract void Load256(byte* first, int pair, out Vector256<byte> v0, out Vector256<byte> v1);

    /// <summary>Reads the scales and minima of eight groups; needs AVX2.</summary>
    /// <param name="first">The block, or the first of eight.</param>
    /// <param name="scales">The groups' scales.</param>
    /// <param name="minima">The groups' minima.</param>
    static abstract void LoadScales(byte* first, out Vector256<float> scales, out Vector256<float> minima);
}
