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
internal readonly struct FormatQ6_K : IShortFormat<BlockQ6_K>
{
    public static int Elements => BlockQ6_K.Elements;

    public static int GroupElements => 32;

    public static bool FitsBytes => false;

    public static void Unpack(
        ref readonly BlockQ6_K block, Span<short> values, Span<float> scales, Span<float> minima)
    {
        for (var index = 0; index < BlockQ6_K.Elements; index++)
        {
            var (half, row, column) = (index / 128, index / 32 % 4, index % 32);
            var low = block.LowBits[(64 * half) + (32 * (row % 2)) + column] >> (4 * (row / 2)) & 0xF;
            var high = block.HighBits[(32 * half) + column] >> (2 * row) & 3;
            values[index] = (short)((sbyte)block.Scales[index / 16] * ((low | (high << 4)) - 32));
        }

        scales[..8].Fill((float)block.Scale);
        minima[..8].Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load512(
        ref readonly BlockQ6_K block,
        out Vector512<short> w0,
        out Vector512<short> w1,
        out Vector512<short> w2,
        out Vector512<short> w3,
        out Vector512<short> w4,
        out Vector512<short> w5,
        out Vector512<short> w6,
        out Vector512<short> w7,
        out Vector256<float> scales)
    {
        ref byte first = ref Unsafe.As<BlockQ6_K, byte>(ref Unsafe.AsRef(in block));
        Vector256<short> s = Avx2.ConvertToVector256Int16(
            Vector128.LoadUnsafe(ref Unsafe.Add(ref first, 192)).AsSByte());
        (w0, w1) = Scaled(ref first, s, 0);
        (w2, w3) = Scaled(ref first, s, 1);
        (w4, w5) = Scaled(ref first, s, 2);
        (w6, w7) = Scaled(ref first, s, 3);
        scales = Vector256.Create(HalfConversion.Widen(block.Scale));
    }

    /// <summary>Two groups: values times their 8-bit scales.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<short> First, Vector512<short> Second) Scaled(
        ref byte first, Vector256<short> scales, int pair)
    {
        Vector512<byte> low = Vector512.LoadUnsafe(ref Unsafe.Add(ref first, 64 * (pair / 2)));
        Vector256<byte> high = Vector256.LoadUnsafe(ref Unsafe.Add(ref first, 128 + (32 * (pair / 2))));
        int row = 2 * (pair % 2);
        Vector512<byte> nibbles = (low.AsUInt16() >>> (2 * row)).AsByte() & Vector512.Create((byte)0xF);
        Vector512<byte> bits = Lanes.MoveBits(high, 2 * row, (2 * row) + 2, 4) & Vector512.Create((byte)0x30);
        var (lower, upper) = Lanes.Widen((nibbles | bits).AsSByte() - Vector512.Create((sbyte)32));

        // Each scale for its 16 values.
        Vector512<short> lanes = Vector512.Create(Vector256.Create((short)0), Vector256.Create((short)1));
        Vector512<short> all = scales.ToVector512Unsafe();
        return (
            lower * Avx512BW.PermuteVar32x16(all, lanes + Vector512.Create((short)(4 * pair))),
            upper * Avx512BW.PermuteVar32x16(all, lanes + Vector512.Create((short)((4 * pair) + 2))));
    }
}
