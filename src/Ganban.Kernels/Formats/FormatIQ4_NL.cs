using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ganban.Kernels.Blocks;

namespace Ganban.Kernels.Formats;

/// <summary>4 bits that choose from sixteen unevenly spaced values, one scale for 32.</summary>
internal readonly unsafe struct FormatIQ4_NL : IShortFormat<BlockIQ4_NL>
{
    public static int Elements => BlockIQ4_NL.Elements;

    public static int GroupElements => 32;

    public static bool FitsBytes => true;

    /// <summary>The sixteen values; a fact of the format.</summary>
    public static ReadOnlySpan<sbyte> Table =>
        [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

    public static void Unpack(
        ref readonly BlockIQ4_NL block, Span<short> values, Span<float> scales, Span<float> minima)
    {
        Nibbles.Unpack(block.Quants, Table, values);
        scales[0] = (float)block.Scale;
        minima[0] = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load512(
        byte* first,
        out Vector512<short> w0,
        out Vector512<short> w1,
        out Vector512<short> w2,
        out Vector512<short> w3,
        out Vector512<short> w4,
        out Vector512<short> w5,
        out Vector512<short> w6,
        out Vector512<short> w7)
    {
        (w0, w1) = Lanes.Widen(Pair(first, 0));
        (w2, w3) = Lanes.Widen(Pair(first, 2));
        (w4, w5) = Lanes.Widen(Pair(first, 4));
        (w6, w7) = Lanes.Widen(Pair(first, 6));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load256(byte* first, int group, out Vector256<short> w0, out Vector256<short> w1)
    {
        Vector256<sbyte> table = Vector256.Create(
            0xF6EADDCFBFAD9881UL, 0x7159453526190D01, 0xF6EADDCFBFAD9881, 0x7159453526190D01).AsSByte();
        Vector256<byte> places = Lanes.Nibbles(first + ((group * BlockIQ4_NL.Bytes) + 2));
        (w0, w1) = Lanes.Widen(Avx2.Shuffle(table, places.AsSByte()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadScales(byte* first) =>
        Lanes.Halves(first, BlockIQ4_NL.Bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<sbyte> Pair(byte* first, int block)
    {
        Vector512<sbyte> table = Vector512.Create(
            0xF6EADDCFBFAD9881UL, 0x7159453526190D01, 0xF6EADDCFBFAD9881, 0x7159453526190D01,
            0xF6EADDCFBFAD9881, 0x7159453526190D01, 0xF6EADDCFBFAD9881, 0x7159453526190D01).AsSByte();
        byte* quants = first + ((block * BlockIQ4_NL.Bytes) + 2);
        Vector512<byte> places = Lanes.Nibbles(quants, quants + BlockIQ4_NL.Bytes);
        return Avx512BW.Shuffle(table, places.AsSByte());
    }
}
