using System.Runtime.CompilerServices;
using Ganban.Kernels.Vectors;

namespace Ganban.Kernels.Gemm;

/// <summary>
/// The innermost product: six rows and two vectors of columns stay in registers while the inner dimension passes. Each
/// number of the result is one chain of fused multiply-adds in the order of the inner dimension, whatever the width.
/// </summary>
internal static unsafe class GemmTile<TWidth, TVector>
    where TWidth : struct, IVectorWidth<TVector>
    where TVector : struct
{
    /// <summary>Rows of a tile: 12 sums, 2 factors and 1 repeated number fill 15 of AVX2's 16 registers.</summary>
    public const int Rows = 6;

    /// <summary>Columns of a tile.</summary>
    public static int Columns => 2 * TWidth.Count;

    /// <summary>c ← a·b, or c ← c + a·b.</summary>
    /// <param name="a">Packed, `[inner × 6]`.</param>
    /// <param name="b">Packed, `[inner × columns]`.</param>
    /// <param name="inner">The inner dimension, at least 1.</param>
    /// <param name="c">`[6 × columns]`, all of it there.</param>
    /// <param name="stride">From one row of c to the next.</param>
    /// <param name="add">Whether c counts.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Multiply(float* a, float* b, nint inner, float* c, nint stride, bool add)
    {
        TVector l0 = default, u0 = default, l1 = default, u1 = default, l2 = default, u2 = default;
        TVector l3 = default, u3 = default, l4 = default, u4 = default, l5 = default, u5 = default;
        if (add)
        {
            (l0, u0) = (TWidth.Load(ref *c), TWidth.Load(ref *(c + TWidth.Count)));
            (l1, u1) = (TWidth.Load(ref *(c + stride)), TWidth.Load(ref *(c + stride + TWidth.Count)));
            (l2, u2) = (TWidth.Load(ref *(c + (2 * stride))), TWidth.Load(ref *(c + (2 * stride) + TWidth.Count)));
            (l3, u3) = (TWidth.Load(ref *(c + (3 * stride))), TWidth.Load(ref *(c + (3 * stride) + TWidth.Count)));
            (l4, u4) = (TWidth.Load(ref *(c + (4 * stride))), TWidth.Load(ref *(c + (4 * stride) + TWidth.Count)));
            (l5, u5) = (TWidth.Load(ref *(c + (5 * stride))), TWidth.Load(ref *(c + (5 * stride) + TWidth.Count)));
        }

        for (var end = a + (inner * Rows); a < end; a += Rows, b += Columns)
        {
            TVector lower = TWidth.Load(ref *b), upper = TWidth.Load(ref *(b + TWidth.Count));
            var factor = TWidth.Repeat(a[0]);
            l0 = TWidth.MultiplyAdd(factor, lower, l0);
            u0 = TWidth.MultiplyAdd(factor, upper, u0);
            factor = TWidth.Repeat(a[1]);
            l1 = TWidth.MultiplyAdd(factor, lower, l1);
            u1 = TWidth.MultiplyAdd(factor, upper, u1);
            factor = TWidth.Repeat(a[2]);
            l2 = TWidth.MultiplyAdd(factor, lower, l2);
            u2 = TWidth.MultiplyAdd(factor, upper, u2);
            factor = TWidth.Repeat(a[3]);
            l3 = TWidth.MultiplyAdd(factor, lower, l3);
            u3 = TWidth.MultiplyAdd(factor, upper, u3);
            factor = TWidth.Repeat(a[4]);
            l4 = TWidth.MultiplyAdd(factor, lower, l4);
            u4 = TWidth.MultiplyAdd(factor, upper, u4);
            factor = TWidth.Repeat(a[5]);
            l5 = TWidth.MultiplyAdd(factor, lower, l5);
            u5 = TWidth.MultiplyAdd(factor, upper, u5);
        }

        Store(c, l0, u0);
        Store(c + stride, l1, u1);
        Store(c + (2 * stride), l2, u2);
        Store(c + (3 * stride), l3, u3);
        Store(c + (4 * stride), l4, u4);
        Store(c + (5 * stride), l5, u5);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, TVector lower, TVector upper)
    {
        TWidth.Store(lower, ref *c);
        TWidth.Store(upper, ref *(c + TWidth.Count));
    }
}
