using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ganban.Kernels.Dot;

namespace Ganban.Kernels.MatMul;

/// <summary>
/// Three rows times two tokens in F32. The sums are those of <see cref="FloatDot{TStored, TFormat}.One"/>, to the bit:
/// even and odd vectors apart, twelve accumulators for five vectors loaded, which keeps both multipliers busy.
/// </summary>
internal static class FloatTile
{
    /// <summary>Multiplies.</summary>
    /// <param name="w">`[3 × columns]`.</param>
    /// <param name="x">`[2 × columns]`.</param>
    /// <param name="columns">Numbers of a row.</param>
    /// <param name="y">Takes the products, three in a row, two rows.</param>
    /// <param name="yRows">From one token's products to the next one's.</param>
    public static void Multiply(
        ReadOnlySpan<float> w, ReadOnlySpan<float> x, int columns, Span<float> y, int yRows)
    {
        var end = columns - (columns % (2 * Vector<float>.Count));
        Span<Vector<float>> sums = stackalloc Vector<float>[6];
        Accumulate(w[..(3 * columns)], x[..(2 * columns)], columns, end, sums);
        for (var token = 0; token < 2; token++)
        {
            var numbers = x.Slice((token * columns) + end, columns - end);
            for (var row = 0; row < 3; row++)
            {
                y[(token * yRows) + row] = Vector.Sum(sums[(3 * token) + row])
                    + FloatDot<float, FormatF32>.Scalar(w.Slice((row * columns) + end, columns - end), numbers);
            }
        }
    }

    // A method of its own, without a call in it: else the accumulators would be kept in memory.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Accumulate(
        ReadOnlySpan<float> w, ReadOnlySpan<float> x, int columns, int end, Span<Vector<float>> sums)
    {
        ref var w0 = ref MemoryMarshal.GetReference(w);
        ref var x0 = ref MemoryMarshal.GetReference(x);
        Vector<float> even00 = default, even01 = default, even02 = default;
        Vector<float> even10 = default, even11 = default, even12 = default;
        Vector<float> odd00 = default, odd01 = default, odd02 = default;
        Vector<float> odd10 = default, odd11 = default, odd12 = default;
        for (var index = 0; index < end; index += 2 * Vector<float>.Count)
        {
            ref var wi = ref Unsafe.Add(ref w0, index);
            ref var xi = ref Unsafe.Add(ref x0, index);
            Add(ref wi, ref xi, columns, ref even00, ref even01, ref even02, ref even10, ref even11, ref even12);
            wi = ref Unsafe.Add(ref wi, Vector<float>.Count);
            xi = ref Unsafe.Add(ref xi, Vector<float>.Count);
            Add(ref wi, ref xi, columns, ref odd00, ref odd01, ref odd02, ref odd10, ref odd11, ref odd12);
        }

        ref var target = ref MemoryMarshal.GetReference(sums);
        target = even00 + odd00;
        Unsafe.Add(ref target, 1) = even01 + odd01;
        Unsafe.Add(ref target, 2) = even02 + odd02;
        Unsafe.Add(ref target, 3) = even10 + odd10;
        Unsafe.Add(ref target, 4) = even11 + odd11;
        Unsafe.Add(ref target, 5) = even12 + odd12;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        ref float w,
        ref float x,
        int columns,
        ref Vector<float> a00,
        ref Vector<float> a01,
        ref Vector<float> a02,
        ref Vector<float> a10,
        ref Vector<float> a11,
        ref Vector<float> a12)
    {
        var x0 = Vector.LoadUnsafe(ref x);
        var x1 = Vector.LoadUnsafe(ref x, (nuint)columns);
        var w0 = Vector.LoadUnsafe(ref w);
        a00 = Vector.FusedMultiplyAdd(w0, x0, a00);
        a10 = Vector.FusedMultiplyAdd(w0, x1, a10);
        var w1 = Vector.LoadUnsafe(ref w, (nuint)columns);
        a01 = Vector.FusedMultiplyAdd(w1, x0, a01);
        a11 = Vector.FusedMultiplyAdd(w1, x1, a11);
        var w2 = Vector.LoadUnsafe(ref w, (nuint)(2 * columns));
        a02 = Vector.FusedMultiplyAdd(w2, x0, a02);
        a12 = Vector.FusedMultiplyAdd(w2, x1, a12);
    }
}
