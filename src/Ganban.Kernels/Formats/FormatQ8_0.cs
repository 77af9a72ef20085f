using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ganban.Kernels.Blocks;

namespace Ganban.Kernels.Formats;

/// <summary>8 bits, one scale for 32.</summary>
internal readonly unsafe struct FormatQ8_0 : IShortFormat<BlockQ8_0>
{
    public static int Elements => BlockQ8_0.Elements;

    public static int GroupElements => 32;

    public static bool FitsBytes => true;

    public static void Unpack(
        ref readonly BlockQ8_0 block, Span<short> values, Span<float> scales, Span<float> minima)
    {
        ReadOnlySpan<sbyte> numbers = block.Values;
        Nibbles.Store(Vector128.Create(numbers[..16]), values);
        Nibbles.Store(Vector128.Create(numbers[16..]), values[16..]);
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
        w0 = Values(first, 0);
        w1 = Values(first, 1);
        w2 = Values(first, 2);
        w3 = Values(first, 3);
        w4 = Values(first, 4);
        w5 = Values(first, 5);
        w6 = Values(first, 6);
        w7 = Values(first, 7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load256(byte* first, int group, out Vector256<short> w0, out Vector256<short> w1)
    {
        sbyte* values = (sbyte*)first + ((group * BlockQ8_0.Bytes) + 2);
        w0 = Avx2.ConvertToVector256Int16(values);
        w1 = Avx2.ConvertToVector256Int16(values + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadScales(byte* first) =>
        Lanes.Halves(first, BlockQ8_0.Bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> Values(byte* first, int block) => Avx512BW.ConvertToVector512Int16(
        Vector256.Load(first + ((block * BlockQ8_0.Bytes) + 2)).AsSByte());
}
