using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ganban.Kernels.Attention;

/// <summary>
/// Scores of attention: y[p] = scale · Σᵢ q[i]·rows[p·stride + i], rows a stride apart as a cache holds them. Like many
/// dot products, but q is loaded once for four rows and nothing is called per row: measured at a head size of 64, calls
/// of the plain dot product took most of the time of attention.
/// </summary>
public static class RowDots
{
    /// <summary>Computes the scores; a row's score does not depend on how many rows there are.</summary>
    /// <param name="q">The query of a head, not empty.</param>
    /// <param name="rows">The keys, from the first number of the first row on.</param>
    /// <param name="stride">From one row's start to the next one's, at least q's length.</param>
    /// <param name="scale">Factor of all scores.</param>
    /// <param name="y">Takes one score for each row.</param>
    public static void Apply(ReadOnlySpan<float> q, ReadOnlySpan<float> rows, int stride, float scale, Span<float> y)
    {
        Check(q.Length, rows.Length, stride, y.Length);
        ref var first = ref MemoryMarshal.GetReference(rows);
        ref var q0 = ref MemoryMarshal.GetReference(q);
        var row = 0;
        for (; row <= y.Length - 4; row += 4)
        {
            var (s0, s1, s2, s3) = Four(ref q0, q.Length, ref Unsafe.Add(ref first, (nint)row * stride), stride);
            y[row] = scale * s0;
            y[row + 1] = scale * s1;
            y[row + 2] = scale * s2;
            y[row + 3] = scale * s3;
        }

        for (; row < y.Length; row++)
        {
            // Four times the same row: the same arithmetic, so the same score, and rare enough.
            y[row] = scale * Four(ref q0, q.Length, ref Unsafe.Add(ref first, (nint)row * stride), 0).Item1;
        }
    }

    /// <summary>The definition.</summary>
    /// <param name="q">The query of a head.</param>
    /// <param name="rows">The keys.</param>
    /// <param name="stride">From one row's start to the next one's.</param>
    /// <param name="scale">Factor of all scores.</param>
    /// <param name="y">Takes one score for each row.</param>
    public static void Scalar(ReadOnlySpan<float> q, ReadOnlySpan<float> rows, int stride, float scale, Span<float> y)
    {
        Check(q.Length, rows.Length, stride, y.Length);
        for (var row = 0; row < y.Length; row++)
        {
            var sum = 0f;
            for (var index = 0; index < q.Length; index++)
            {
                sum += q[index] * rows[(row * stride) + index];
            }

            y[row] = scale * sum;
        }
    }

    /// <summary>Refuses rows that are not all there.</summary>
    internal static void Check(int width, int available, int stride, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, width);
        if (rows > 0 && ((long)(rows - 1) * stride) + width > available)
        {
            throw new ArgumentException(
                $"{rows} rows of {width} numbers, {stride} apart, do not fit in {available} numbers.");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (float, float, float, float) Four(ref float q, int width, ref float row, nint stride)
    {
        Vector<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        nint index = 0;
        for (; index <= width - Vector<float>.Count; index += Vector<float>.Count)
        {
            var qi = Vector.LoadUnsafe(ref q, (nuint)index);
            ref var ri = ref Unsafe.Add(ref row, index);
            sum0 = Vector.FusedMultiplyAdd(qi, Vector.LoadUnsafe(ref ri), sum0);
            sum1 = Vector.FusedMultiplyAdd(qi, Vector.LoadUnsafe(ref Unsafe.Add(ref ri, stride)), sum1);
            sum2 = Vector.FusedMultiplyAdd(qi, Vector.LoadUnsafe(ref Unsafe.Add(ref ri, 2 * stride)), sum2);
            sum3 = Vector.FusedMultiplyAdd(qi, Vector.LoadUnsafe(ref Unsafe.Add(ref ri, 3 * stride)), sum3);
        }

        var (s0, s1, s2, s3) = (Vector.Sum(sum0), Vector.Sum(sum1), Vector.Sum(sum2), Vector.Sum(sum3));
        for (; index < width; index++)
        {
            var qi = Unsafe.Add(ref q, index);
            ref var ri = ref Unsafe.Add(ref row, index);
            s0 += qi * ri;
            s1 += qi * Unsafe.Add(ref ri, stride);
            s2 += qi * Unsafe.Add(ref ri, 2 * stride);
            s3 += qi * Unsafe.Add(ref ri, 3 * stride);
        }

        return (s0, s1, s2, s3);
    }
}
