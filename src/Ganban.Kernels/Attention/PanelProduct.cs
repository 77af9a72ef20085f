using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ganban.Kernels.Vectors;

namespace Ganban.Kernels.Attention;

/// <summary>
/// A small product of F32 matrices that lie in the cache: c ← c + a·b, with a `[rows × inner]`, b `[inner × columns]`.
/// Four rows and two vectors of columns stay in registers while the inner dimension passes. Each number of c is one
/// chain of fused multiply-adds in the order of the inner dimension, whatever the width of vectors and however many
/// rows are computed with it.
/// </summary>
internal static class PanelProduct
{
    /// <summary>Rows are computed in fours.</summary>
    public const int RowStep = 4;

    /// <summary>The definition.</summary>
    public static void Scalar(PanelSizes sizes, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c)
    {
        for (var row = 0; row < sizes.Rows; row++)
        {
            for (var column = 0; column < sizes.Columns; column++)
            {
                var sum = c[(row * sizes.CStride) + column];
                for (var inner = 0; inner < sizes.Inner; inner++)
                {
                    sum = MathF.FusedMultiplyAdd(
                        a[(row * sizes.AStride) + inner], b[(inner * sizes.Columns) + column], sum);
                }

                c[(row * sizes.CStride) + column] = sum;
            }
        }
    }

    /// <summary>The product with vectors of one width; rows are a multiple of four.</summary>
    public static void Add<TWidth, TVector>(
        PanelSizes sizes, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c)
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : struct
    {
        sizes.Check(a.Length, b.Length, c.Length);
        ref var firstA = ref MemoryMarshal.GetReference(a);
        ref var firstB = ref MemoryMarshal.GetReference(b);
        ref var firstC = ref MemoryMarshal.GetReference(c);
        for (var row = 0; row < sizes.Rows; row += RowStep)
        {
            ref var aRow = ref Unsafe.Add(ref firstA, (nint)row * sizes.AStride);
            ref var cRow = ref Unsafe.Add(ref firstC, (nint)row * sizes.CStride);
            var column = 0;
            for (; column <= sizes.Columns - (2 * TWidth.Count); column += 2 * TWidth.Count)
            {
                TwoVectors<TWidth, TVector>(
                    sizes, ref aRow, ref Unsafe.Add(ref firstB, column), ref Unsafe.Add(ref cRow, column));
            }

            for (; column <= sizes.Columns - TWidth.Count; column += TWidth.Count)
            {
                OneVector<TWidth, TVector>(
                    sizes, ref aRow, ref Unsafe.Add(ref firstB, column), ref Unsafe.Add(ref cRow, column));
            }

            for (; column < sizes.Columns; column++)
            {
                OneColumn(sizes, ref aRow, ref Unsafe.Add(ref firstB, column), ref Unsafe.Add(ref cRow, column));
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void TwoVectors<TWidth, TVector>(PanelSizes sizes, ref float a, ref float b, ref float c)
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : struct
    {
        nint aStride = sizes.AStride, bStride = sizes.Columns, cStride = sizes.CStride;
        ref var c1 = ref Unsafe.Add(ref c, cStride);
        ref var c2 = ref Unsafe.Add(ref c1, cStride);
        ref var c3 = ref Unsafe.Add(ref c2, cStride);
        TVector l0 = TWidth.Load(ref c), u0 = TWidth.Load(ref Unsafe.Add(ref c, TWidth.Count));
        TVector l1 = TWidth.Load(ref c1), u1 = TWidth.Load(ref Unsafe.Add(ref c1, TWidth.Count));
        TVector l2 = TWidth.Load(ref c2), u2 = TWidth.Load(ref Unsafe.Add(ref c2, TWidth.Count));
        TVector l3 = TWidth.Load(ref c3), u3 = TWidth.Load(ref Unsafe.Add(ref c3, TWidth.Count));
        for (nint inner = 0; inner < sizes.Inner; inner++)
        {
            TVector lower = TWidth.Load(ref b), upper = TWidth.Load(ref Unsafe.Add(ref b, TWidth.Count));
            var a0 = TWidth.Repeat(Unsafe.Add(ref a, inner));
            l0 = TWidth.MultiplyAdd(a0, lower, l0);
            u0 = TWidth.MultiplyAdd(a0, upper, u0);
            var a1 = TWidth.Repeat(Unsafe.Add(ref a, aStride + inner));
            l1 = TWidth.MultiplyAdd(a1, lower, l1);
            u1 = TWidth.MultiplyAdd(a1, upper, u1);
            var a2 = TWidth.Repeat(Unsafe.Add(ref a, (2 * aStride) + inner));
            l2 = TWidth.MultiplyAdd(a2, lower, l2);
            u2 = TWidth.MultiplyAdd(a2, upper, u2);
            var a3 = TWidth.Repeat(Unsafe.Add(ref a, (3 * aStride) + inner));
            l3 = TWidth.MultiplyAdd(a3, lower, l3);
            u3 = TWidth.MultiplyAdd(a3, upper, u3);
            b = ref Unsafe.Add(ref b, bStride);
        }

        TWidth.Store(l0, ref c);
        TWidth.Store(u0, ref Unsafe.Add(ref c, TWidth.Count));
        TWidth.Store(l1, ref c1);
        TWidth.Store(u1, ref Unsafe.Add(ref c1, TWidth.Count));
        TWidth.Store(l2, ref c2);
        TWidth.Store(u2, ref Unsafe.Add(ref c2, TWidth.Count));
        TWidth.Store(l3, ref c3);
        TWidth.Store(u3, ref Unsafe.Add(ref c3, TWidth.Count));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void OneVector<TWidth, TVector>(PanelSizes sizes, ref float a, ref float b, ref float c)
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : struct
    {
        for (nint row = 0; row < RowStep; row++)
        {
            ref var bi = ref b;
            var sum = TWidth.Load(ref c);
            for (nint inner = 0; inner < sizes.Inner; inner++)
            {
                sum = TWidth.MultiplyAdd(TWidth.Repeat(Unsafe.Add(ref a, inner)), TWidth.Load(ref bi), sum);
                bi = ref Unsafe.Add(ref bi, sizes.Columns);
            }

            TWidth.Store(sum, ref c);
            a = ref Unsafe.Add(ref a, sizes.AStride);
            c = ref Unsafe.Add(ref c, sizes.CStride);
        }
    }

    private static void OneColumn(PanelSizes sizes, ref float a, ref float b, ref float c)
    {
        for (nint row = 0; row < RowStep; row++)
        {
            var sum = c;
            for (nint inner = 0; inner < sizes.Inner; inner++)
            {
                sum = MathF.FusedMultiplyAdd(
                    Unsafe.Add(ref a, inner), Unsafe.Add(ref b, inner * sizes.Columns), sum);
            }

            c = sum;
            a = ref Unsafe.Add(ref a, sizes.AStride);
            c = ref Unsafe.Add(ref c, sizes.CStride);
        }
    }
}
