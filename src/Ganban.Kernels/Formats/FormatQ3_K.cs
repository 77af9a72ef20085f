using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ganban.Kernels.Blocks;
using Ganban.Kernels.Elementwise;

namespace Ganban.Kernels.Formats;

/// <summary>
/// 3 bits, a 6-bit scale for 16, which one F16 number of a block of 256 multiplies; 4 stands for zero, and 32 for a
/// scale of zero. The value is taken times its 6-bit scale, which is exact, so that a group has 32 numbers.
/// </summary>
internal readonly unsafe struct FormatQ3_K : IShortFormat<BlockQ3_K>
{
    public static int Elements => BlockQ3_K.Elements;

    public static int GroupElements => 32;

    public static bool FitsBytes => false;

    public static void Unpack(
        ref readonly BlockQ3_K block, Span<short> values, Span<float> scales, Span<float> minima)
    {
        ReadOnlySpan<byte> lows = block.Quants, highs = block.HighBits;
        for (var start = 0; start < BlockQ3_K.Elements; start += 16)
        {
            var (half, row, column) = (start / 128, start / 32, start % 32);
            var low = Nibbles.Bits(Vector128.Create(lows.Slice((32 * half) + column, 16)), 2 * (row % 4), 3);
            var high = Nibbles.Bits(Vector128.Create(highs.Slice(column, 16)), row, 1) << 2;
            var numbers = (low | high).AsSByte() - Vector128.Create((sbyte)4);
            Nibbles.Store(numbers, Scale(block.Scales, start / 16), values[start..]);
        }

        scales[..8].Fill((float)block.Scale);
        minima[..8].Clear();
    }

    /// <summary>Scale j of the sixteen, −32 to 31.</summary>
    internal static int Scale(ReadOnlySpan<byte> packed, int j) =>
        ((packed[j % 8] >> (4 * (j / 8)) & 0xF) | ((packed[8 + (j % 4)] >> (2 * (j / 4)) & 3) << 4)) - 32;

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
        Vector256<short> s = Scales(first + 96);
        (w0, w1) = Scaled(first, s, 0);
        (w2, w3) = Scaled(first, s, 1);
        (w4, w5) = Scaled(first, s, 2);
        (w6, w7) = Scaled(first, s, 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load256(byte* first, int group, out Vector256<short> w0, out Vector256<short> w1)
    {
        Vector256<ushort> low = Vector256.Load(first + 32 + (32 * (group / 4))).AsUInt16() >>> (2 * (group % 4));
        Vector256<ushort> high = Vector256.Load(first).AsUInt16() >>> group << 2;
        Vector256<byte> values = (low.AsByte() & Vector256.Create((byte)3))
            + (high.AsByte() & Vector256.Create((byte)4));
        var (lower, upper) = Lanes.Widen(values.AsSByte() - Vector256.Create((sbyte)4));
        ReadOnlySpan<byte> packed = new(first + 96, 12);
        w0 = lower * Vector256.Create((short)Scale(packed, 2 * group));
        w1 = upper * Vector256.Create((short)Scale(packed, (2 * group) + 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadScales(byte* first) =>
        Vector256.Create(HalfConversion.Widen(*(ushort*)(first + 108)));

    /// <summary>Two groups: values times their 6-bit scales.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<short> First, Vector512<short> Second) Scaled(
        byte* first, Vector256<short> scales, int pair)
    {
        Vector512<byte> high = Lanes.Twice(first);
        Vector512<byte> low = Lanes.Twice(first + 32 + (32 * (pair / 2)));
        int row = 4 * (pair % 2);
        Vector512<byte> bits = (Lanes.MoveBits(low, row, row + 2, 0) & Vector512.Create((byte)3))
            + (Lanes.MoveBits(high, 2 * pair, (2 * pair) + 1, 2) & Vector512.Create((byte)4));
        var (lower, upper) = Lanes.Widen(bits.AsSByte() - Vector512.Create((sbyte)4));

        Vector512<short> all = scales.ToVector512Unsafe();
        return (
            lower * Avx512BW.PermuteVar32x16(all, Places(4 * pair)),
            upper * Avx512BW.PermuteVar32x16(all, Places((4 * pair) + 2)));
    }

    // Each scale for its 16 values.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> Places(int scale)
    {
        const ulong Each = 0x0001_0001_0001_0001;
        ulong first = Each * (ulong)scale, second = Each * (ulong)(scale + 1);
        return Vector512.Create(first, first, first, first, second, second, second, second).AsInt16();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Scales(byte* packed)
    {
        const ulong Four = 0x0F0F0F0F0F0F0F0F, Two = 0x3030303030303030;
        ulong low = *(ulong*)packed;
        ulong high = *(uint*)(packed + 8);
        ulong lower = (low & Four) | (((high << 4) | (high << 34)) & Two);
        ulong upper = ((low >> 4) & Four) | ((high | (high << 30)) & Two);
        return Avx2.ConvertToVector256Int16(Vector128.Create(lower, upper).AsSByte()) - Vector256.Create((short)32);
    }
}
