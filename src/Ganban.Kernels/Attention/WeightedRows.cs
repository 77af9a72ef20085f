using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ganban.Kernels.Attention;

/// <summary>
/// The outcome of attention: y[i] = Σₚ weights[p]·rows[p·stride + i], rows a stride apart as a cache holds them. A few
/// columns at a time stay in registers while all rows pass.
/// </summary>
public static class WeightedRows
{
    /// <summary>Computes the weighted sum, rows in order.</summary>
    /// <param name="weights">One weight for each row.</param>
    /// <param name="rows">The values, from the first number of the first row on.</param>
    /// <param name="stride">From one row's start to the next one's, at least y's length.</param>
    /// <param name="y">Takes the sum.</param>
    public static void Apply(ReadOnlySpan<float> weights, ReadOnlySpan<float> rows, int stride, Span<float> y)
    {
        RowDots.Check(y.Length, rows.Length, stride, weights.Length);
        ref var first = ref MemoryMarshal.GetReference(rows);
        var index = 0;
        for (; index <= y.Length - (4 * Vector<float>.Count); index += 4 * Vector<float>.Count)
        {
            FourVectors(weights, ref Unsafe.Add(ref first, index), stride, y[index..]);
        }

        for (; index <= y.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            OneVector(weights, ref Unsafe.Add(ref first, index), stride, y[index..]);
        }

        if (index < y.Length)
        {
            Scalar(weights, rows[index..], stride, y[index..]);
        }
    }

    /// <summary>The definition.</summary>
    /// <param name="weights">One weight for each row.</param>
    /// <param name="rows">The values.</param>
    /// <param name="stride">From one row's start to the next one's.</param>
    /// <param name="y">Takes the sum.</param>
    public static void Scalar(ReadOnlySpan<float> weights, ReadOnlySpan<float> rows, int stride, Span<float> y)
    {
        RowDots.Check(y.Length, rows.Length, stride, weights.Length);
        for (var index = 0; index < y.Length; index++)
        {
            var sum = 0f;
            for (var row = 0; row < weights.Length; row++)
            {
                sum += weights[row] * rows[(row * stride) + index];
            }

            y[index] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FourVectors(ReadOnlySpan<float> weights, ref float row, int stride, Span<float> y)
    {
        var width = (nuint)Vector<float>.Count;
        Vector<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        foreach (var number in weights)
        {
            var weight = new Vector<float>(number);
            sum0 = Vector.FusedMultiplyAdd(weight, Vector.LoadUnsafe(ref row), sum0);
            sum1 = Vector.FusedMultiplyAdd(weight, Vector.LoadUnsafe(ref row, width), sum1);
            sum2 = Vector.FusedMultiplyAdd(weight, Vector.LoadUnsafe(ref row, 2 * width), sum2);
            sum3 = Vector.FusedMultiplyAdd(weight, Vector.LoadUnsafe(ref row, 3 * width), sum3);
            row = ref Unsafe.Add(ref row, stride);
        }

        sum0.CopyTo(y);
        sum1.CopyTo(y[Vector<float>.Count..]);
        sum2.CopyTo(y[(2 * Vector<float>.Count)..]);
        sum3.CopyTo(y[(3 * Vector<float>.Count)..]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void OneVector(ReadOnlySpan<float> weights, ref float row, int stride, Span<float> y)
    {
        var sum = Vector<float>.Zero;
        foreach (var number in weights)
        {
            sum = Vector.FusedMultiplyAdd(new Vector<float>(number), Vector.LoadUnsafe(ref row), sum);
            row = ref Unsafe.Add(ref row, stride);
        }

        sum.CopyTo(y);
    }
}
