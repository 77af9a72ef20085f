using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ganban.Kernels.Blocks;

namespace Ganban.Kernels.Formats;

/// <summary>
/// 4-bit floating point (sign, two bits of exponent, one of mantissa) with a power of two for 32 (OCP Microscaling
/// Formats 1.0). Values are kept doubled, as whole numbers.
/// </summary>
internal readonly unsafe struct FormatMXFP4 : IShortFormat<BlockMXFP4>
{
    public static int Elements => BlockMXFP4.Elements;

    public static int GroupElements => 32;

    public static bool FitsBytes => true;

    /// <summary>The sixteen numbers of E2M1, doubled.</summary>
    public static ReadOnlySpan<sbyte> Table => [0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12];

    public static void Unpack(
        ref readonly BlockMXFP4 block, Span<short> values, Span<float> scales, Span<float> minima)
    {
        Nibbles.Unpack(block.Quants, Table, values);
        scales[0] = HalfPowerOfTwo(block.Exponent);
        minima[0] = 0;
    }

    /// <summary>2^(exponent − 128): half of E8M0's 2^(exponent − 127), as the values are doubled.</summary>
    internal static float HalfPowerOfTwo(byte exponent) => BitConverter.UInt32BitsToSingle(
        exponent < 2 ? 0x00200000u << exponent : (exponent - 1u) << 23);

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
            0x0C08060403020100UL, 0xF4F8FAFCFDFEFF00, 0x0C08060403020100, 0xF4F8FAFCFDFEFF00).AsSByte();
        Vector256<byte> places = Lanes.Nibbles(first + ((group * BlockMXFP4.Bytes) + 1));
        (w0, w1) = Lanes.Widen(Avx2.Shuffle(table, places.AsSByte()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadScales(byte* first)
    {
        Vector256<uint> exponents = Vector256.Create(
            (uint)first[0],
            first[BlockMXFP4.Bytes],
            first[2 * BlockMXFP4.Bytes],
            first[3 * BlockMXFP4.Bytes],
            first[4 * BlockMXFP4.Bytes],
            first[5 * BlockMXFP4.Bytes],
            first[6 * BlockMXFP4.Bytes],
            first[7 * BlockMXFP4.Bytes]);
        return HalfPowersOfTwo(exponents);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<sbyte> Pair(byte* first, int block)
    {
        Vector512<sbyte> table = Vector512.Create(
            0x0C08060403020100UL, 0xF4F8FAFCFDFEFF00, 0x0C08060403020100, 0xF4F8FAFCFDFEFF00,
            0x0C08060403020100, 0xF4F8FAFCFDFEFF00, 0x0C08060403020100, 0xF4F8FAFCFDFEFF00).AsSByte();
        byte* quants = first + ((block * BlockMXFP4.Bytes) + 1);
        Vector512<byte> places = Lanes.Nibbles(quants, quants + BlockMXFP4.Bytes);
        return Avx512BW.Shuffle(table, places.AsSByte());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> HalfPowersOfTwo(Vector256<uint> exponents)
    {
        Vector256<uint> normal = (exponents - Vector256<uint>.One) << 23;
        Vector256<uint> denormal = Avx2.ShiftLeftLogicalVariable(Vector256.Create(0x00200000u), exponents);
        return Vector256.ConditionalSelect(
            Vector256.LessThan(exponents, Vector256.Create(2u)), denormal, normal).AsSingle();
    }
}
