using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ganban.Kernels.Blocks;
using Ganban.Kernels.Elementwise;

namespace Ganban.Kernels.Dot;

/// <summary>
/// Dot product of Q8_0 weights with quantised activations: Σ over blocks b of
/// w[b].Scale · scales[b] · Σ w[b].Values[i]·values[32·b + i].
/// <code>
/// 32 × int8  → 32 × int16 ─┐
/// 32 × int16 activations ──┴→ products, neighbours added: int32 lanes → F32 · scale → lanes of the accumulator
/// </code>
/// The inner sum is exact. Blocks are added in order, lane by lane, the lanes at the end: a row's result does not
/// depend on the rows or tokens computed with it.
/// </summary>
public static class DotQ8_0
{
    /// <summary>Computes the dot product with the widest vectors of the machine.</summary>
    /// <param name="w">Weight blocks; may be empty.</param>
    /// <param name="values">32 activations for each block, −127 to 127.</param>
    /// <param name="scales">One scale for each block.</param>
    public static float Dot(ReadOnlySpan<BlockQ8_0> w, ReadOnlySpan<short> values, ReadOnlySpan<float> scales)
    {
        Check(w, values, scales, tokens: 1);
        return One(w, values, scales);
    }

    /// <summary>The definition.</summary>
    /// <param name="w">Weight blocks.</param>
    /// <param name="values">32 activations for each block.</param>
    /// <param name="scales">One scale for each block.</param>
    public static float Scalar(ReadOnlySpan<BlockQ8_0> w, ReadOnlySpan<short> values, ReadOnlySpan<float> scales)
    {
        Check(w, values, scales, tokens: 1);
        var sum = 0f;
        for (var block = 0; block < w.Length; block++)
        {
            var products = 0;
            for (var index = 0; index < BlockQ8_0.Elements; index++)
            {
                products += w[block].Values[index] * values[(block * BlockQ8_0.Elements) + index];
            }

            sum += (float)w[block].Scale * scales[block] * products;
        }

        return sum;
    }

    /// <summary>One row times one token; lengths are the caller's word.</summary>
    internal static float One(ReadOnlySpan<BlockQ8_0> w, ReadOnlySpan<short> values, ReadOnlySpan<float> scales) =>
        Vector512.IsHardwareAccelerated && Avx512BW.IsSupported ? One512(w, values, scales)
        : Avx2.IsSupported ? One256(w, values, scales)
        : One128(w, values, scales);

    /// <summary>
    /// One row times four tokens, `values [4 × columns]`, `scales [4 × blocks]`; weights are widened once.
    /// </summary>
    internal static (float, float, float, float) Four(
        ReadOnlySpan<BlockQ8_0> w, ReadOnlySpan<short> values, ReadOnlySpan<float> scales)
    {
        if (Vector512.IsHardwareAccelerated && Avx512BW.IsSupported)
        {
            return Four512(w, values, scales);
        }

        var (columns, blocks) = (w.Length * BlockQ8_0.Elements, w.Length);
        return (
            One(w, values[..columns], scales[..blocks]),
            One(w, values[columns..(2 * columns)], scales[blocks..(2 * blocks)]),
            One(w, values[(2 * columns)..(3 * columns)], scales[(2 * blocks)..(3 * blocks)]),
            One(w, values[(3 * columns)..], scales[(3 * blocks)..]));
    }

    /// <summary>Refuses activations that do not fit the weights.</summary>
    internal static void Check(
        ReadOnlySpan<BlockQ8_0> w, ReadOnlySpan<short> values, ReadOnlySpan<float> scales, int tokens)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scales.Length, w.Length * tokens);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, w.Length * BlockQ8_0.Elements * tokens);
    }

    // Portable: a product of two 8-bit numbers fits in 16 bits, so plain 16-bit lanes are exact before they are
    // widened.
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static float One128(ReadOnlySpan<BlockQ8_0> w, ReadOnlySpan<short> values, ReadOnlySpan<float> scales)
    {
        ref var x = ref MemoryMarshal.GetReference(values);
        var sum = Vector128<float>.Zero;
        for (var block = 0; block < w.Length; block++)
        {
            ref var quants = ref Quants(in w[block]);
            ref var xb = ref Unsafe.Add(ref x, block * BlockQ8_0.Elements);
            var products = Vector128<int>.Zero;
            for (nuint half = 0; half < BlockQ8_0.Elements; half += 16)
            {
                var (lower, upper) = Vector128.Widen(Vector128.LoadUnsafe(ref quants, half));
                var (p0, p1) = Vector128.Widen(lower * Vector128.LoadUnsafe(ref xb, half));
                var (p2, p3) = Vector128.Widen(upper * Vector128.LoadUnsafe(ref xb, half + 8));
                products += p0 + p1 + p2 + p3;
            }

            var scale = HalfConversion.Widen(w[block].Scale) * scales[block];
            sum += Vector128.ConvertToSingle(products) * scale;
        }

        return Vector128.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static float One256(ReadOnlySpan<BlockQ8_0> w, ReadOnlySpan<short> values, ReadOnlySpan<float> scales)
    {
        ref var x = ref MemoryMarshal.GetReference(values);
        var sum = Vector256<float>.Zero;
        for (var block = 0; block < w.Length; block++)
        {
            ref var quants = ref Quants(in w[block]);
            ref var xb = ref Unsafe.Add(ref x, block * BlockQ8_0.Elements);
            var lower = Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref quants));
            var upper = Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref quants, 16));
            var products = Avx2.MultiplyAddAdjacent(lower, Vector256.LoadUnsafe(ref xb))
                + Avx2.MultiplyAddAdjacent(upper, Vector256.LoadUnsafe(ref xb, 16));
            var scale = Vector256.Create(HalfConversion.Widen(w[block].Scale) * scales[block]);
            sum = Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(products), scale, sum);
        }

        return Vector256.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static float One512(ReadOnlySpan<BlockQ8_0> w, ReadOnlySpan<short> values, ReadOnlySpan<float> scales)
    {
        ref var x = ref MemoryMarshal.GetReference(values);
        var sum = Vector512<float>.Zero;
        for (var block = 0; block < w.Length; block++)
        {
            var quants = Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref Quants(in w[block])));
            var scale = HalfConversion.Widen(w[block].Scale);
            Add512(quants, scale, ref Unsafe.Add(ref x, block * BlockQ8_0.Elements), scales[block], ref sum);
        }

        return Vector512.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (float, float, float, float) Four512(
        ReadOnlySpan<BlockQ8_0> w, ReadOnlySpan<short> values, ReadOnlySpan<float> scales)
    {
        var (columns, blocks) = (w.Length * BlockQ8_0.Elements, w.Length);
        ref var x = ref MemoryMarshal.GetReference(values);
        ref var s = ref MemoryMarshal.GetReference(scales);
        Vector512<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        for (var block = 0; block < w.Length; block++)
        {
            var quants = Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref Quants(in w[block])));
            var scale = HalfConversion.Widen(w[block].Scale);
            ref var xb = ref Unsafe.Add(ref x, block * BlockQ8_0.Elements);
            ref var sb = ref Unsafe.Add(ref s, block);
            Add512(quants, scale, ref xb, sb, ref sum0);
            Add512(quants, scale, ref Unsafe.Add(ref xb, columns), Unsafe.Add(ref sb, blocks), ref sum1);
            Add512(quants, scale, ref Unsafe.Add(ref xb, 2 * columns), Unsafe.Add(ref sb, 2 * blocks), ref sum2);
            Add512(quants, scale, ref Unsafe.Add(ref xb, 3 * columns), Unsafe.Add(ref sb, 3 * blocks), ref sum3);
        }

        return (Vector512.Sum(sum0), Vector512.Sum(sum1), Vector512.Sum(sum2), Vector512.Sum(sum3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add512(Vector512<short> w, float scale, ref short x, float xScale, ref Vector512<float> sum)
    {
        var products = Avx512BW.MultiplyAddAdjacent(w, Vector512.LoadUnsafe(ref x));
        sum = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(products), Vector512.Create(scale * xScale), sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref sbyte Quants(ref readonly BlockQ8_0 block) =>
        ref Unsafe.As<BlockQ8_0.Quants, sbyte>(ref Unsafe.AsRef(in block.Values));
}
