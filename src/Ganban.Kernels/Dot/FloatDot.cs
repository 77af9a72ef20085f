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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(
        Vector<float> lower, Vector<float> upper, ref float x, ref Vector<float> even, ref Vector<float> odd)
    {
        even = Vector.FusedMultiplyAdd(lower, Vector.LoadUnsafe(ref x), even);
        odd = Vector.FusedMultiplyAdd(upper, Vector.LoadUnsafe(ref x, (nuint)Vector<float>.Count), odd);
    }
}
