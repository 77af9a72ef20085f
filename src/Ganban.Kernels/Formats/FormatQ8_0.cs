using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ganban.Kernels.Blocks;

namespace Ganban.Kernels.Formats;

/// <summary>8 bits, one scale for 32.</summary>
internal readonly struct FormatQ8_0 : IShortFormat<BlockQ8_0>
{
    public static int Elements => BlockQ8_0.Elements;

    public static int GroupElements => 32;

    public static bool FitsBytes => true;

    public static void Unpack(
        ref readonly BlockQ8_0 block, Span<short> values, Span<float> scales, Span<float> minima)
    {
        for (var index = 0; index < BlockQ8_0.Elements; index++)
        {
            values[index] = block.Values[index];
        }

        scales[0] = (float)block.Scale;
        minima[0] = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load512(
        ref readonly BlockQ8_0 block,
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
        ref byte first = ref Unsafe.As<BlockQ8_0, byte>(ref Unsafe.AsRef(in block));
        w0 = Values(ref first, 0);
        w1 = Values(ref first, 1);
        w2 = Values(ref first, 2);
        w3 = Values(ref first, 3);
        w4 = Values(ref first, 4);
        w5 = Values(ref first, 5);
        w6 = Values(ref first, 6);
        w7 = Values(ref first, 7);
        scales = Lanes.Halves(ref first, BlockQ8_0.Bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> Values(ref byte first, int block) => Avx512BW.ConvertToVector512Int16(
        Vector256.LoadUnsafe(ref Unsafe.Add(ref first, (block * BlockQ8_0.Bytes) + 2)).AsSByte());
}
