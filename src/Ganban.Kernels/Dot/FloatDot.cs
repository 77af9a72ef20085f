using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ganban.Kernels.Dot;

/// <summary>
/// Σ w[i]·x[i] with w in a floating-point format and x in F32. The sum runs in two vector accumulators, even and odd
/// vectors, then the lanes, then what is left over; a row's result does not depend on the rows or tokens computed with
/// it.
/// </summary>
internal static class FloatDot<TStored, TFormat>
    where TStored : unmanaged
    where TFormat : struct, IFloatFormat<TStored>
{
    private static int Step => 2 * Vector<float>.Count;

    /// <summary>The definition.</summary>
    public static float Scalar(ReadOnlySpan<TStored> w, ReadOnlySpan<float> x)
    {
        var sum = 0f;
        for (var index = 0; index < w.Length; index++)
        {
            sum += TFormat.ToSingle(w[index]) * x[index];
        }

        return sum;
    }

    /// <summary>One row times one token; x has at least w's length.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float One(ReadOnlySpan<TStored> w, ReadOnlySpan<float> x)
    {
        ref var w0 = ref MemoryMarshal.GetReference(w);
        ref var x0 = ref MemoryMarshal.GetReference(x[..w.Length]);
        var even = Vector<float>.Zero;
        var odd = Vector<float>.Zero;
        var index = 0;
        for (; index <= w.Length - Step; index += Step)
        {
            var (lower, upper) = TFormat.Load(in Unsafe.Add(ref w0, index));
            Accumulate(lower, upper, ref Unsafe.Add(ref x0, index), ref even, ref odd);
        }

        return Vector.Sum(even + odd) + Scalar(w[index..], x[index..w.Length]);
    }

    /// <summary>
    /// One row times four tokens, `x [4 × columns]`, so that a weight is loaded and widened once for four.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static (float, float, float, float) Four(ReadOnlySpan<TStored> w, ReadOnlySpan<float> x)
    {
        var columns = w.Length;
        ref var w0 = ref MemoryMarshal.GetReference(w);
        ref var x0 = ref MemoryMarshal.GetReference(x[..(4 * columns)]);
        Vector<float> even0 = default, even1 = default, even2 = default, even3 = default;
        Vector<float> odd0 = default, odd1 = default, odd2 = default, odd3 = default;
        var index = 0;
        for (; index <= columns - Step; index += Step)
        {
            var (lower, upper) = TFormat.Load(in Unsafe.Add(ref w0, index));
            ref var xi = ref Unsafe.Add(ref x0, index);
            Accumulate(lower, upper, ref xi, ref even0, ref odd0);
            Accumulate(lower, upper, ref Unsafe.Add(ref xi, columns), ref even1, ref odd1);
            Accumulate(lower, upper, ref Unsafe.Add(ref xi, 2 * columns), ref even2, ref odd2);
            Accumulate(lower, upper, ref Unsafe.Add(ref xi, 3 * columns), ref even3, ref odd3);
        }

        var rest = w[index..];
        return (
            Vector.Sum(even0 + odd0) + Scalar(rest, x[index..]),
            Vector.Sum(even1 + odd1) + Scalar(rest, x[(columns + index)..]),
            Vector.Sum(even2 + odd2) + Scalar(rest, x[((2 * columns) + index)..]),
            Vector.Sum(even3 + odd3) + Scalar(rest, x[((3 * columns) + index)..]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(
        Vector<float> lower, Vector<float> upper, ref float x, ref Vector<float> even, ref Vector<float> odd)
    {
        even = Vector.FusedMultiplyAdd(lower, Vector.LoadUnsafe(ref x), even);
        odd = Vector.FusedMultiplyAdd(upper, Vector.LoadUnsafe(ref x, (nuint)Vector<float>.Count), odd);
    }
}
