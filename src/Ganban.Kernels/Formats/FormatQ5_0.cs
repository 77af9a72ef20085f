using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ganban.Kernels.Blocks;

namespace Ganban.Kernels.Formats;

/// <summary>5 bits, one scale for 32; 16 stands for zero.</summary>
internal readonly struct FormatQ5_0 : IByteFormat<BlockQ5_0>
{
    public static int Elements => BlockQ5_0.Elements;

    public static int GroupElements => 32;

    public static int ValueMax => 31;

    public static void Unpack(
        ref readonly BlockQ5_0 block, Span<short> values, Span<float> scales, Span<float> minima)
    {
        Nibbles.Unpack(block.Quants, values);
        Nibbles.AddHighBits(block.HighBits, values);
        scales[0] = (float)block.Scale;
        minima[0] = -16 * (float)block.Scale;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load512(
        ref readonly BlockQ5_0 block,
        out Vector512<byte> v0,
        out Vector512<byte> v1,
        out Vector512<byte> v2,
        out Vector512<byte> v3,
        out Vector256<float> scales,
        out Vector256<float> minima)
    {
        ref byte first = ref Unsafe.As<BlockQ5_0, byte>(ref Unsafe.AsRef(in block));
        v0 = Pair(ref first, 0);
        v1 = Pair(ref first, 2);
        v2 = Pair(ref first, 4);
        v3 = Pair(ref first, 6);
        scales = Lanes.Halves(ref first, BlockQ5_0.Bytes);
        minima = scales * -16f;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Pair(ref byte first, int block)
    {
        ref byte quants = ref Unsafe.Add(ref first, (block * BlockQ5_0.Bytes) + 6);
        ref byte bits = ref Unsafe.Add(ref quants, -4);
        return Lanes.Nibbles(ref quants, ref Unsafe.Add(ref quants, BlockQ5_0.Bytes))
            | Lanes.BitsToFifth(
                Unsafe.ReadUnaligned<uint>(ref bits),
                Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref bits, BlockQ5_0.Bytes)));
    }
}
