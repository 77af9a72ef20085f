using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ganban.Kernels.Blocks;

namespace Ganban.Kernels.Formats;

/// <summary>4 bits, a 6-bit scale and a 6-bit minimum for 32, times two F16 numbers of a block of 256.</summary>
internal readonly unsafe struct FormatQ4_K : IByteFormat<BlockQ4_K>
{
    public static int Elements => BlockQ4_K.Elements;

    public static int GroupElements => 32;

    public static int ValueMax => 15;

    public static void Unpack(
        ref readonly BlockQ4_K block, Span<short> values, Span<float> scales, Span<float> minima)
    {
        ReadOnlySpan<byte> quants = block.Quants;
        for (var pair = 0; pair < 4; pair++)
        {
            Nibbles.Unpack(quants.Slice(32 * pair, 32), values.Slice(64 * pair, 64));
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
        v0 = Lanes.NibbleRows(first + 16);
        v1 = Lanes.NibbleRows(first + 48);
        v2 = Lanes.NibbleRows(first + 80);
        v3 = Lanes.NibbleRows(first + 112);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load256(byte* first, int pair, out Vector256<byte> v0, out Vector256<byte> v1)
    {
        Vector256<byte> both = Vector256.Load(first + 16 + (32 * pair));
        v0 = both & Vector256.Create((byte)0xF);
        v1 = (both.AsUInt16() >>> 4).AsByte() & Vector256.Create((byte)0xF);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadScales(byte* first, out Vector256<float> scales, out Vector256<float> minima) =>
        PackedScales.Unpack(first, out scales, out minima);
}
