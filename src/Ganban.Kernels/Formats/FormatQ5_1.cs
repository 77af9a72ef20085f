using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ganban.Kernels.Blocks;

namespace Ganban.Kernels.Formats;

/// <summary>5 bits, one scale and one minimum for 32.</summary>
internal readonly unsafe struct FormatQ5_1 : IByteFormat<BlockQ5_1>
{
    public static int Elements => BlockQ5_1.Elements;

    public static int GroupElements => 32;

    public static int ValueMax => 31;

    public static void Unpack(
        ref readonly BlockQ5_1 block, Span<short> values, Span<float> scales, Span<float> minima)
    {
        Nibbles.Unpack(block.Quants, values);
        Nibbles.AddHighBits(block.HighBits, values);
        scales[0] = (float)block.Scale;
        minima[0] = (float)block.Minimum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load512(
        byte* first,
        out Vector512<byte> v0,
        out Vector512<byte> v1,
        out Vector512<byte> v2,
        out Vector512<byte> v3)
    {
        v0 = Pair(first, 0);
        v1 = Pair(first, 2);
        v2 = Pair(first, 4);
        v3 = Pair(first, 6);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load256(byte* first, int pair, out Vector256<byte> v0, out Vector256<byte> v1)
    {
        byte* quants = first + ((2 * pair * BlockQ5_1.Bytes) + 8);
        v0 = Lanes.Nibbles(quants) | Lanes.BitsToFifth(*(uint*)(quants - 4));
        quants += BlockQ5_1.Bytes;
        v1 = Lanes.Nibbles(quants) | Lanes.BitsToFifth(*(uint*)(quants - 4));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadScales(byte* first, out Vector256<float> scales, out Vector256<float> minima)
    {
        (scales, minima) = Lanes.HalfPairs(first, BlockQ5_1.Bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Pair(byte* first, int block)
    {
        byte* quants = first + ((block * BlockQ5_1.Bytes) + 8);
        byte* bits = quants - 4;
        return Lanes.Nibbles(quants, quants + BlockQ5_1.Bytes)
            | Lanes.BitsToFifth(
                *(uint*)bits, *(uint*)(bits + BlockQ5_1.Bytes));
    }
}
