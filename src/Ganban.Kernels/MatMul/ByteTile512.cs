using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ganban.Kernels.Dot;
using Ganban.Kernels.Formats;

namespace Ganban.Kernels.MatMul;

/// <summary>
/// A panel of weights of at most 5 bits times four tokens, by 512-bit vectors. The sums are those of
/// <see cref="GroupDot"/>, to the bit.
/// <code>
/// panel: 16 rows × 4 columns of uint8 ──┐
/// token: 4 columns of int8, in all lanes┴→ int16, added up while they fit → int32 → F32 · scales → a lane for a row
/// </code>
/// </summary>
internal static unsafe class ByteTile512<TBlock, TFormat>
    where TBlock : unmanaged
    where TFormat : struct, IByteFormat<TBlock>
{
    /// <summary>Multiplies the panel with four tokens into its tile.</summary>
    /// <param name="panel">The rows.</param>
    /// <param name="steps">Eights of groups.</param>
    /// <param name="x">The tokens.</param>
    /// <param name="t0">The first token's number; the others' follow, and may be the same.</param>
    /// <param name="t1">The second token.</param>
    /// <param name="t2">The third token.</param>
    /// <param name="t3">The fourth token.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Multiply(Panel panel, int steps, QuantizedTokens x, int t0, int t1, int t2, int t3)
    {
        byte* w = panel.Cells;
        float* scales = panel.Scales;
        float* lanes = panel.Lanes;
        sbyte* x0 = x.Bytes + ((long)t0 * x.Stride);
        long d1 = (long)(t1 - t0) * x.Stride, d2 = (long)(t2 - t0) * x.Stride, d3 = (long)(t3 - t0) * x.Stride;
        float* s0 = x.Scales + ((long)t0 * x.GroupStride);
        long e1 = (long)(t1 - t0) * x.GroupStride, e2 = (long)(t2 - t0) * x.GroupStride;
        long e3 = (long)(t3 - t0) * x.GroupStride;
        long sums = x.Sums - x.Scales;
        for (int lane = 0; lane < 8; lane++)
        {
            Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default;
            Vector512<float> b0 = default, b1 = default, b2 = default, b3 = default;
            sbyte* xg = x0 + (lane * 32);
            float* sg = s0 + lane;
            for (int step = 0; step < steps; step++)
            {
                Cell(
                    w,
                    xg,
                    d1,
                    d2,
                    d3,
                    out Vector512<int> p0,
                    out Vector512<int> p1,
                    out Vector512<int> p2,
                    out Vector512<int> p3,
                    out Vector512<int> q0,
                    out Vector512<int> q1,
                    out Vector512<int> q2,
                    out Vector512<int> q3);
                Vector512<float> wa = Vector512.Load(scales), wb = Vector512.Load(scales + 16);
                Vector512<float> ma = Vector512.Load(scales + 32), mb = Vector512.Load(scales + 48);
                Add(p0, q0, wa, wb, ma, mb, sg, sums, ref a0, ref b0);
                Add(p1, q1, wa, wb, ma, mb, sg + e1, sums, ref a1, ref b1);
                Add(p2, q2, wa, wb, ma, mb, sg + e2, sums, ref a2, ref b2);
                Add(p3, q3, wa, wb, ma, mb, sg + e3, sums, ref a3, ref b3);
                w += 1024;
                scales += 64;
                xg += 256;
                sg += 8;
            }

            TileSums.Store(lanes, a0, b0, a1, b1, a2, b2, a3, b3);
            lanes += TileSums.Floats;
        }

        TileSums.Add(panel);
    }

    // Eight times four columns: sums of products, below 2^15 while they are kept in 16 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Cell(
        byte* w,
        sbyte* x,
        long d1,
        long d2,
        long d3,
        out Vector512<int> p0,
        out Vector512<int> p1,
        out Vector512<int> p2,
        out Vector512<int> p3,
        out Vector512<int> q0,
        out Vector512<int> q1,
        out Vector512<int> q2,
        out Vector512<int> q3)
    {
        Vector512<short> ones = Vector512<short>.One;
        Vector512<short> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector512<short> b0 = default, b1 = default, b2 = default, b3 = default;
        for (int column = 0; column < 16; column += 4)
        {
            byte* wc = w + (column * 32);
            Quad(wc, x + column, d1, d2, d3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
        }

        if (TFormat.ValueMax > 15)
        {
            p0 = Avx512BW.MultiplyAddAdjacent(a0, ones);
            p1 = Avx512BW.MultiplyAddAdjacent(a1, ones);
            p2 = Avx512BW.MultiplyAddAdjacent(a2, ones);
            p3 = Avx512BW.MultiplyAddAdjacent(a3, ones);
            q0 = Avx512BW.MultiplyAddAdjacent(b0, ones);
            q1 = Avx512BW.MultiplyAddAdjacent(b1, ones);
            q2 = Avx512BW.MultiplyAddAdjacent(b2, ones);
            q3 = Avx512BW.MultiplyAddAdjacent(b3, ones);
            a0 = a1 = a2 = a3 = b0 = b1 = b2 = b3 = default;
        }
        else
        {
            p0 = p1 = p2 = p3 = q0 = q1 = q2 = q3 = default;
        }

        for (int column = 16; column < 32; column += 4)
        {
            byte* wc = w + (column * 32);
            Quad(wc, x + column, d1, d2, d3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
        }

        p0 += Avx512BW.MultiplyAddAdjacent(a0, ones);
        p1 += Avx512BW.MultiplyAddAdjacent(a1, ones);
        p2 += Avx512BW.MultiplyAddAdjacent(a2, ones);
        p3 += Avx512BW.MultiplyAddAdjacent(a3, ones);
        q0 += Avx512BW.MultiplyAddAdjacent(b0, ones);
        q1 += Avx512BW.MultiplyAddAdjacent(b1, ones);
        q2 += Avx512BW.MultiplyAddAdjacent(b2, ones);
        q3 += Avx512BW.MultiplyAddAdjacent(b3, ones);
    }

    // Four columns of 32 rows and four tokens.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quad(
        byte* w,
        sbyte* x,
        long d1,
        long d2,
        long d3,
        ref Vector512<short> a0,
        ref Vector512<short> a1,
        ref Vector512<short> a2,
        ref Vector512<short> a3,
        ref Vector512<short> b0,
        ref Vector512<short> b1,
        ref Vector512<short> b2,
        ref Vector512<short> b3)
    {
        Vector512<byte> wa = Vector512.Load(w), wb = Vector512.Load(w + 64);
        Vector512<sbyte> x0 = Vector512.Create(*(int*)x).AsSByte();
        a0 += Avx512BW.MultiplyAddAdjacent(wa, x0);
        b0 += Avx512BW.MultiplyAddAdjacent(wb, x0);
        Vector512<sbyte> x1 = Vector512.Create(*(int*)(x + d1)).AsSByte();
        a1 += Avx512BW.MultiplyAddAdjacent(wa, x1);
        b1 += Avx512BW.MultiplyAddAdjacent(wb, x1);
        Vector512<sbyte> x2 = Vector512.Create(*(int*)(x + d2)).AsSByte();
        a2 += Avx512BW.MultiplyAddAdjacent(wa, x2);
        b2 += Avx512BW.MultiplyAddAdjacent(wb, x2);
        Vector512<sbyte> x3 = Vector512.Create(*(int*)(x + d3)).AsSByte();
        a3 += Avx512BW.MultiplyAddAdjacent(wa, x3);
        b3 += Avx512BW.MultiplyAddAdjacent(wb, x3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        Vector512<int> p,
        Vector512<int> q,
        Vector512<float> wa,
        Vector512<float> wb,
        Vector512<float> ma,
        Vector512<float> mb,
        float* scale,
        long sums,
        ref Vector512<float> a,
        ref Vector512<float> b)
    {
        Vector512<float> s = Vector512.Create(*scale), m = Vector512.Create(*(scale + sums));
        a = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(p), wa * s, a);
        b = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(q), wb * s, b);
        a = Vector512.FusedMultiplyAdd(ma, m, a);
        b = Vector512.FusedMultiplyAdd(mb, m, b);
    }
}
