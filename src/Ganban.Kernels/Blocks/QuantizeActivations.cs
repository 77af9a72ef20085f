using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ganban.Kernels.Blocks;

/// <summary>
/// Rounds activations to 8 bits in groups of 32: scale = max|x| / 127, value = round(x / scale), ties away from zero.
/// An element's error is at most half a scale. All widths give the same bits.
/// </summary>
internal static class QuantizeActivations
{
    private const int Group = 32;

    /// <summary>Quantises to bytes.</summary>
    /// <param name="source">Finite numbers, whole groups.</param>
    /// <param name="values">As many values, −127 to 127.</param>
    /// <param name="scales">One scale for each group.</param>
    /// <param name="sums">One for each group: scale times the sum of the values.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ToBytes(
        ReadOnlySpan<float> source, Span<sbyte> values, Span<float> scales, Span<float> sums)
    {
        Check(source.Length, values.Length, scales.Length, sums.Length);
        ref var target = ref MemoryMarshal.GetReference(values);
        for (var group = 0; group < scales.Length; group++)
        {
            var (v0, v1, v2, v3) = Round(
                ref Unsafe.AsRef(in source[group * Group]), out scales[group], out sums[group]);
            ref var place = ref Unsafe.Add(ref target, group * Group);
            Vector256.Narrow(Vector256.Narrow(v0, v1), Vector256.Narrow(v2, v3)).StoreUnsafe(ref place);
        }
    }

    /// <summary>Quantises to 16-bit numbers.</summary>
    /// <param name="source">Finite numbers, whole groups.</param>
    /// <param name="values">As many values, −127 to 127.</param>
    /// <param name="scales">One scale for each group.</param>
    /// <param name="sums">One for each group: scale times the sum of the values.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ToShorts(
        ReadOnlySpan<float> source, Span<short> values, Span<float> scales, Span<float> sums)
    {
        Check(source.Length, values.Length, scales.Length, sums.Length);
        ref var target = ref MemoryMarshal.GetReference(values);
        for (var group = 0; group < scales.Length; group++)
        {
            var (v0, v1, v2, v3) = Round(
                ref Unsafe.AsRef(in source[group * Group]), out scales[group], out sums[group]);
            ref var place = ref Unsafe.Add(ref target, group * Group);
            Vector256.Narrow(v0, v1).StoreUnsafe(ref place);
            Vector256.Narrow(v2, v3).StoreUnsafe(ref place, 16);
        }
    }

    private static void Check(int source, int values, int scales, int sums)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values, source);
        ArgumentOutOfRangeException.ThrowIfNotEqual(scales * Group, source);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sums, scales);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<int> V0, Vector256<int> V1, Vector256<int> V2, Vector256<int> V3) Round(
        ref float source, out float scale, out float sum)
    {
        Vector256<float> x0 = Vector256.LoadUnsafe(ref source);
        Vector256<float> x1 = Vector256.LoadUnsafe(ref source, 8);
        Vector256<float> x2 = Vector256.LoadUnsafe(ref source, 16);
        Vector256<float> x3 = Vector256.LoadUnsafe(ref source, 24);

        // The maximum with a NaN is NaN: what is not a number shows in the scale.
        Vector256<float> largest = Vector256.Max(
            Vector256.Max(Vector256.Abs(x0), Vector256.Abs(x1)), Vector256.Max(Vector256.Abs(x2), Vector256.Abs(x3)));
        Vector128<float> four = Vector128.Max(largest.GetLower(), largest.GetUpper());
        Vector128<float> two = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        float most = Vector128.Max(two, Vector128.Shuffle(two, Vector128.Create(1, 0, 3, 2))).ToScalar();
        scale = most / 127;
        float inverse = scale == 0 ? 0 : 1 / scale;
        Vector256<int> v0 = Round(x0 * inverse), v1 = Round(x1 * inverse);
        Vector256<int> v2 = Round(x2 * inverse), v3 = Round(x3 * inverse);
        sum = scale * Vector256.Sum(v0 + v1 + v2 + v3);
        return (v0, v1, v2, v3);
    }

    // Adding a half with the number's sign and cutting off rounds ties away from zero, and stays within 127.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Round(Vector256<float> numbers) => Vector256.ConvertToInt32(
        numbers + Vector256.CopySign(Vector256.Create(0.5f), numbers));
}
