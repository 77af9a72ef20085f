using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ganban.Kernels.Blocks;

namespace Ganban.Kernels.Formats;

/// <summary>5 bits, a 6-bit scale and a 6-bit minimum for 32, times two F16 numbers of a block of 256.</summary>
internal readonly unsafe struct FormatQ5_K : IByteFormat<BlockQ5_K>
{
    public static int Elements => BlockQ5_K.Elements;

    public static int GroupElements => 32;

    public static int ValueMax => 31;

    public static void Unpack(
        ref readonly BlockQ5_K block, Span<short> values, Span<float> scales, Span<float> minima)
    {
        ReadOnlySpan<byte> quants = block.Quants, high = block.HighBits;
        for (var pair = 0; pair < 4; pair++)
        {
            Nibbles.Unpack(quants.Slice(32 * pair, 32), values.Slice(64 * pair, 64));
        }

        for (var start = 0; start < BlockQ5_K.Elements; start += 16)
        {
            var bits = Nibbles.Bits(Vector128.Create(high.Slice(start % 32, 16)), start / 32, 1);
            var (lower, upper) = Vector128.Widen((bits << 4).AsSByte());
            (Vector128.Create<short>(values.Slice(start, 8)) | lower).CopyTo(values[start..]);
            (Vector128.Create<short>(values.Slice(start + 8, 8)) | upper).CopyTo(values[(start + 8)..]);
        }

        PackedScales.Unpack(block.Scales, (float)block.Scale, (float)block.MinimumScale, scales, minima);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load512(
        byte* first,
        out Vector512<byte> v0,
        out Vector512<byte> v1,
        out Vector512<byte> v2,
        out Vector512<byte> v3)
    {
        byte* quants = first + (48);
        Vector512<byte> high = Lanes.Twice(first + 16);
        v0 = Lanes.NibbleRows(quants) | Fifth(high, 0);
        v1 = Lanes.NibbleRows(quants + 32) | Fifth(high, 2);
        v2 = Lanes.NibbleRows(quants + 64) | Fifth(high, 4);
        v3 = Lanes.NibbleRows(quants + 96) | Fifth(high, 6);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load256(byte* first, int pair, out Vector256<byte> v0, out Vector256<byte> v1)
    {
        Vector256<byte> both = Vector256.Load(first + 48 + (32 * pair));
        Vector256<ushort> high = Vector256.Load(first + 16).AsUInt16() >>> (2 * pair);
        v0 = both & Vector256.Create((byte)0xF) | (high << 4).AsByte() & Vector256.Create((byte)0x10);
        v1 = (both.AsUInt16() >>> 4).AsByte() & Vector256.Create((byte)0xF)
            | (high << 3).AsByte() & Vector256.Create((byte)0x10);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadScales(byte* first, out Vector256<float> scales, out Vector256<float> minima) =>
        PackedScales.Unpack(first, out scales, out minima);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Fifth(Vector512<byte> high, int group) =>
        Lanes.MoveBits(high, group, group + 1, 4) & Vector512.Create((byte)0x10);
}
