using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ganban.Kernels.Dot;

/// <summary>Adds up the products of eight groups by AVX2: one 32-bit sum for each, in order.</summary>
internal static class GroupSums256
{
    /// <summary>
    /// From vectors that hold two groups each, as <see cref="AddHalves(Vector256{short}, Vector256{short})"/> gives
    /// them: the sums of four groups in each 128-bit lane, of one half of their columns. Two numbers fit 16 bits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> OfSmallPairs(Vector256<short> p01, Vector256<short> p23)
    {
        Vector256<short> neighbours = Avx.Shuffle(p01.AsSingle(), p23.AsSingle(), 0x88).AsInt16()
            + Avx.Shuffle(p01.AsSingle(), p23.AsSingle(), 0xDD).AsInt16();
        return Avx2.MultiplyAddAdjacent(neighbours, Vector256<short>.One);
    }

    /// <summary>From vectors that hold two groups each, as <see cref="OfTwo"/> gives them: the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> OfPairs(Vector256<int> p01, Vector256<int> p23) =>
        Avx2.UnpackLow(p01.AsInt64(), p23.AsInt64()).AsInt32()
        + Avx2.UnpackHigh(p01.AsInt64(), p23.AsInt64()).AsInt32();

    /// <summary>From vectors that hold one group each: two in a vector, in turns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> OfTwo(Vector256<int> p0, Vector256<int> p1) =>
        Avx2.UnpackLow(p0, p1) + Avx2.UnpackHigh(p0, p1);

    /// <summary>The first vector's lanes added, then the second one's: eight groups in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddLanes(Vector256<int> lower, Vector256<int> upper) =>
        Avx2.Permute2x128(lower, upper, 0x20) + Avx2.Permute2x128(lower, upper, 0x31);

    /// <summary>From vectors that hold one group each: in each 128-bit lane four numbers of the first, then four of the
    /// second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> AddHalves(Vector256<short> p0, Vector256<short> p1) =>
        Avx2.UnpackLow(p0.AsInt64(), p1.AsInt64()).AsInt16() + Avx2.UnpackHigh(p0.AsInt64(), p1.AsInt64()).AsInt16();
}
