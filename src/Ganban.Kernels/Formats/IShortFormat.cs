using System.Runtime.Intrinsics;

namespace Ganban.Kernels.Formats;

/// <summary>A format whose values are whole numbers up to 4096 in magnitude; a group has a scale only.</summary>
/// <typeparam name="TBlock">The block as it lies in a file.</typeparam>
internal unsafe interface IShortFormat<TBlock> : IBlockFormat<TBlock>
    where TBlock : unmanaged
{
    /// <summary>Whether values are −128 to 127, so that two products with activations add up within 16 bits.</summary>
    static abstract bool FitsBytes { get; }

    /// <summary>Takes eight groups apart; needs AVX-512 with VBMI.</summary>
    /// <param name="first">The block, or the first of eight.</param>
    /// <param name="w0">Values of group 0.</param>
    /// <param name="w1">Values of group 1.</param>
    /// <param name="w2">Values of group 2.</param>
    /// <param name="w3">Values of group 3.</param>
    /// <param name="w4">Values of group 4.</param>
    /// <param name="w5">Values of group 5.</param>
    /// <param name="w6">Values of group 6.</param>
    /// <param name="w7">Values of group 7.</param>
    static abstract void Load512(
        byte* first,
        out Vector512<short> w0,
        out Vector512<short> w1,
        out Vector512<short> w2,
        out Vector512<short> w3,
        out Vector512<short> w4,
        out Vector512<short> w5,
        out Vector512<short> w6,
        out Vector512<short> w7);

    /// <summary>Takes one of eight groups apart; needs AVX2.</summary>
    /// <param name="first">The block, or the first of eight.</param>
    /// <param name="group">0 to 7.</param>
    /// <param name="w0">The first half of its values.</param>
    /// <param name="w1">The second half.</param>
    static abstract void Load256(byte* first, int group, out Vector256<short> w0, out Vector256<short> w1);

    /// <summary>Reads the scales of eight groups; needs AVX2.</summary>
    /// <param name="first">The block, or the first of eight.</param>
    static abstract Vector256<float> LoadScales(byte* first);
}
