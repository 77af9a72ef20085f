using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ganban.Kernels.Blocks;
using Ganban.Kernels.Elementwise;

namespace Ganban.Kernels.Formats;

/// <summary>
/// 6 bits, a signed 8-bit scale for 16, which one F16 number of a block of 256 multiplies; 32 stands for zero. The
/// value is taken times its 8-bit scale, which is exact, so that a group has 32 numbers.
/// </summary>
internal readonly unsafe struct FormatQ6_K : IShortFormat<BlockQ6_K>
{
    public static int Elements => BlockQ6_K.Elements;

    public static int GroupElements => 32;

    public static bool FitsBytes => false;

    public static void Unpack(
        ref readonly BlockQ6_K block, Span<short> values, Span<float> scales, Span<float> minima)
    {
        ReadOnlySpan<byte> lows = block.LowBits, highs = block.HighBits;
        for (var start = 0; start < BlockQ6_K.Elements; start += 16)
        {
            var (half, row, column) = (start / 128, start / 32 % 4, start % 32);
            var lowBytes = Vector128.Create(lows.Slice((64 * half) + (32 * (row % 2)) + column, 16));
            var highBytes = Vector128.Create(highs.Slice((32 * half) + column, 16));
            var six = Nibbles.Bits(lowBytes, 4 * (row / 2), 0xF) | (Nibbles.Bits(highBytes, 2 * row, 3) << 4);
            var numbers = six.AsSByte() - Vector128.Create((sbyte)32);
            Nibbles.Store(numbers, (sbyte)block.Scales[start / 16], values[start..]);
        }

        scales[..8].Fill((float)block.Scale);
        minima[..8].Clear();
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
        Vector256<short> s = Avx2.ConvertToVector256Int16(
            Vector128.Load(first + 192).AsSByte());
        (w0, w1) = Scaled(first, s, 0);
        (w2, w3) = Scaled(first, s, 1);
        (w4, w5) = Scaled(first, s, 2);
        (w6, w7) = Scaled(first, s, 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load256(byte* first, int group, out Vector256<short> w0, out Vector256<short> w1)
    {
        int half = group / 4, row = group % 4;
        Vector256<ushort> low = Vector256.Load(first + (64 * half) + (32 * (row % 2))).AsUInt16() >>> (4 * (row / 2));
        Vector256<ushort> high = Vector256.Load(first + 128 + (32 * half)).AsUInt16() >>> (2 * row) << 4;
        Vector256<byte> values = low.AsByte() & Vector256.Create((byte)0xF)
            | high.AsByte() & Vector256.Create((byte)0x30);
        var (lower, upper) = Lanes.Widen(values.AsSByte() - Vector256.Create((sbyte)32));
        sbyte* scales = (sbyte*)first + 192 + (2 * group);
        w0 = lower * Vector256.Create((short)scales[0]);
        w1 = upper * Vector256.Create((short)scales[1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadScales(byte* first) =>
        Vector256.Create(HalfConversion.Widen(*(ushort*)(first + 208)));

    /// <summary>Two groups: values times their 8-bit scales.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<short> First, Vector512<short> Second) Scaled(
        byte* first, Vector256<short> scales, int pair)
    {
        Vector512<byte> low = Vector512.Load(first + (64 * (pair / 2)));
        Vector512<byte> high = Lanes.Twice(first + 128 + (32 * (pair / 2)));
        int row = 2 * (pair % 2);
        Vector512<byte> nibbles = (low.AsUInt16() >>> (2 * row)).AsByte() & Vector512.Create((byte)0xF);
        Vector512<byte> bits = Lanes.MoveBits(high, 2 * row, (2 * row) + 2, 4) & Vector512.Create((byte)0x30);
        var (lower, upper) = Lanes.Widen((nibbles | bits).AsSByte() - Vector512.Create((sbyte)32));

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
}
