using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ganban.Kernels.Dot;

/// <summary>Adds up the products of eight groups: one 32-bit sum for each, in order.</summary>
internal static class GroupSums512
{
    /// <summary>
    /// From vectors that hold two groups each, in their halves, as sums of two products; four such sums fit 16 bits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> OfPairs(
        Vector512<short> p0, Vector512<short> p1, Vector512<short> p2, Vector512<short> p3)
    {
        // In 128-bit lanes, by group: [0 0 2 2], [0 0 2 2], [1 1 3 3], [1 1 3 3]; then [0 2 4 6] …, [1 3 5 7] ….
        Vector512<short> p01 = AddHalves(p0, p1);
        Vector512<short> p23 = AddHalves(p2, p3);
        Vector512<int> all = Avx512BW.MultiplyAddAdjacent(AddNeighbours(p01, p23), Vector512<short>.One);
        return Avx2.PermuteVar8x32(AddLanes(all), Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7));
    }

    /// <summary>From vectors that hold one group each, with sums below 2^15 in magnitude.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> OfSmall(
        Vector512<int> p0,
        Vector512<int> p1,
        Vector512<int> p2,
        Vector512<int> p3,
        Vector512<int> p4,
        Vector512<int> p5,
        Vector512<int> p6,
        Vector512<int> p7)
    {
        Vector512<short> ones = Vector512<short>.One;
        Vector512<int> p01 = Avx512BW.MultiplyAddAdjacent(Avx512BW.PackSignedSaturate(p0, p1), ones);
        Vector512<int> p23 = Avx512BW.MultiplyAddAdjacent(Avx512BW.PackSignedSaturate(p2, p3), ones);
        Vector512<int> p45 = Avx512BW.MultiplyAddAdjacent(Avx512BW.PackSignedSaturate(p4, p5), ones);
        Vector512<int> p67 = Avx512BW.MultiplyAddAdjacent(Avx512BW.PackSignedSaturate(p6, p7), ones);
        return AddLanes(AddNeighbours(p01, p23), AddNeighbours(p45, p67));
    }

    /// <summary>From vectors that hold one group each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Of(
        Vector512<int> p0,
        Vector512<int> p1,
        Vector512<int> p2,
        Vector512<int> p3,
        Vector512<int> p4,
        Vector512<int> p5,
        Vector512<int> p6,
        Vector512<int> p7) => AddLanes(
            AddHalves(AddInterleaved(p0, p1), AddInterleaved(p2, p3)),
            AddHalves(AddInterleaved(p4, p5), AddInterleaved(p6, p7)));

    // [a0+a2, b0+b2, a1+a3, b1+b3] in each 128-bit lane.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> AddInterleaved(Vector512<int> a, Vector512<int> b) =>
        Avx512F.UnpackLow(a, b) + Avx512F.UnpackHigh(a, b);

    // [a0+a2, a1+a3, b0+b2, b1+b3] in each 128-bit lane.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> AddHalves(Vector512<int> a, Vector512<int> b) =>
        Avx512F.UnpackLow(a.AsInt64(), b.AsInt64()).AsInt32() + Avx512F.UnpackHigh(a.AsInt64(), b.AsInt64()).AsInt32();

    // The same for pairs of 16-bit numbers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> AddHalves(Vector512<short> a, Vector512<short> b) =>
        Avx512F.UnpackLow(a.AsInt64(), b.AsInt64()).AsInt16() + Avx512F.UnpackHigh(a.AsInt64(), b.AsInt64()).AsInt16();

    // The same for pairs of 16-bit numbers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> AddNeighbours(Vector512<short> a, Vector512<short> b) =>
        Avx512F.Shuffle(a.AsSingle(), b.AsSingle(), 0x88).AsInt16()
        + Avx512F.Shuffle(a.AsSingle(), b.AsSingle(), 0xDD).AsInt16();

    // [a0+a1, a2+a3, b0+b1, b2+b3] in each 128-bit lane.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> AddNeighbours(Vector512<int> a, Vector512<int> b) =>
        Avx512F.Shuffle(a.AsSingle(), b.AsSingle(), 0x88).AsInt32()
        + Avx512F.Shuffle(a.AsSingle(), b.AsSingle(), 0xDD).AsInt32();

    // Lanes 0 + 1 and 2 + 3.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> AddLanes(Vector512<int> a)
    {
        Vector256<int> lower = a.GetLower(), upper = a.GetUpper();
        return Avx2.Permute2x128(lower, upper, 0x20) + Avx2.Permute2x128(lower, upper, 0x31);
    }

    // All four lanes of a, all four lanes of b.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> AddLanes(Vector512<int> a, Vector512<int> b) =>
        AddLanes(Avx512F.Shuffle4x128(a, b, 0x88) + Avx512F.Shuffle4x128(a, b, 0xDD));
}
