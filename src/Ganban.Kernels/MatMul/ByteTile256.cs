using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ganban.Kernels.Dot;
using Ganban.Kernels.Formats;

namespace Ganban.Kernels.MatMul;

/// <summary>
/// A panel of weights of at most 5 bits times four tokens, by 256-bit vectors, sixteen rows at a time. The sums are
/// those of <see cref="GroupDot"/>, to the bit.
/// <code>
/// panel: 8 rows × 4 columns of uint8 ───┐
/// token: 4 columns of int8, in all lanes┴→ int16, added up while they fit → int32 → F32 · scales → a lane for a row
/// </code>
/// </summary>
internal static unsafe class ByteTile256<TBlock, TFormat>
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
        float* lanes = panel.Lanes;
        new Span<float>(lanes, 8 * TileSums.Floats).Clear();
        sbyte* x0 = x.Bytes + ((long)t0 * x.Stride);
        long d1 = (long)(t1 - t0) * x.Stride, d2 = (long)(t2 - t0) * x.Stride, d3 = (long)(t3 - t0) * x.Stride;
        float* s0 = x.Scales + ((long)t0 * x.GroupStride);
        long e1 = (long)(t1 - t0) * x.GroupStride, e2 = (long)(t2 - t0) * x.GroupStride;
        long e3 = (long)(t3 - t0) * x.GroupStride;
        long sums = x.Sums - x.Scales;
        byte* w = panel.Cells;
        float* scales = panel.Scales;
        for (int lane = 0; lane < 8; lane++)
        {
            for (int step = 0; step < steps; step++)
            {
                sbyte* xg = x0 + (step * 256) + (lane * 32);
                float* sg = s0 + (step * 8) + lane;
                for (int half = 0; half < Panel.Rows; half += 16)
                {
                    Cell(w + (half * 4), xg, d1, d2, d3, scales + half, sg, e1, e2, e3, sums, lanes + half);
                }

                w += 32 * Panel.Rows;
                scales += 2 * Panel.Rows;
            }

            lanes += TileSums.Floats;
        }

        TileSums.Add(panel);
    }

    // 32 columns of 16 rows and four tokens.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Cell(
        byte* w,
        sbyte* x,
        long d1,
        long d2,
        long d3,
        float* wScales,
        float* scale,
        long e1,
        long e2,
        long e3,
        long sums,
        float* lanes)
    {
        Vector256<short> ones = Vector256<short>.One;
        Vector256<short> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector256<short> b0 = default, b1 = default, b2 = default, b3 = default;
        if (TFormat.ValueMax > 15)
        {
            Half(w, x, d1, d2, d3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            Vector256<int> p0 = Avx2.MultiplyAddAdjacent(a0, ones), q0 = Avx2.MultiplyAddAdjacent(b0, ones);
            Vector256<int> p1 = Avx2.MultiplyAddAdjacent(a1, ones), q1 = Avx2.MultiplyAddAdjacent(b1, ones);
            Vector256<int> p2 = Avx2.MultiplyAddAdjacent(a2, ones), q2 = Avx2.MultiplyAddAdjacent(b2, ones);
            Vector256<int> p3 = Avx2.MultiplyAddAdjacent(a3, ones), q3 = Avx2.MultiplyAddAdjacent(b3, ones);
            a0 = a1 = a2 = a3 = b0 = b1 = b2 = b3 = default;
            w += 16 * Panel.Rows;
            Half(w, x + 16, d1, d2, d3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            p0 += Avx2.MultiplyAddAdjacent(a0, ones);
            q0 += Avx2.MultiplyAddAdjacent(b0, ones);
            p1 += Avx2.MultiplyAddAdjacent(a1, ones);
            q1 += Avx2.MultiplyAddAdjacent(b1, ones);
            p2 += Avx2.MultiplyAddAdjacent(a2, ones);
            q2 += Avx2.MultiplyAddAdjacent(b2, ones);
            p3 += Avx2.MultiplyAddAdjacent(a3, ones);
            q3 += Avx2.MultiplyAddAdjacent(b3, ones);
            Add(p0, q0, wScales, scale, sums, lanes);
            Add(p1, q1, wScales, scale + e1, sums, lanes + Panel.Rows);
            Add(p2, q2, wScales, scale + e2, sums, lanes + (2 * Panel.Rows));
            Add(p3, q3, wScales, scale + e3, sums, lanes + (3 * Panel.Rows));
        }
        else
        {
            Half(w, x, d1, d2, d3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            w += 16 * Panel.Rows;
            Half(w, x + 16, d1, d2, d3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3);
            Add(a0, b0, wScales, scale, sums, lanes);
            Add(a1, b1, wScales, scale + e1, sums, lanes + Panel.Rows);
            Add(a2, b2, wScales, scale + e2, sums, lanes + (2 * Panel.Rows));
            Add(a3, b3, wScales, scale + e3, sums, lanes + (3 * Panel.Rows));
        }
    }

    // 16 columns.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Half(
        byte* w,
        sbyte* x,
        long d1,
        long d2,
        long d3,
        ref Vector256<short> a0,
        ref Vector256<short> a1,
        ref Vector256<short> a2,
        ref Vector256<short> a3,
        ref Vector256<short> b0,
        ref Vector256<short> b1,
        ref Vector256<short> b2,
        ref Vector256<short> b3)
    {
        sbyte* x1 = x + d1, x2 = x + d2, x3 = x + d3;
        Quad(w, x, x1, x2, x3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3, 0);
        Quad(w, x, x1, x2, x3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3, 1);
        Quad(w, x, x1, x2, x3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3, 2);
        Quad(w, x, x1, x2, x3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3, 3);
    }

    // Four columns.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quad(
        byte* w,
        sbyte* x0,
        sbyte* x1,
        sbyte* x2,
        sbyte* x3,
        ref Vector256<short> a0,
        ref Vector256<short> a1,
        ref Vector256<short> a2,
        ref Vector256<short> a3,
        ref Vector256<short> b0,
        ref Vector256<short> b1,
        ref Vector256<short> b2,
        ref Vector256<short> b3,
        int quad)
    {
        Vector256<byte> wa = Vector256.Load(w + (quad * 4 * Panel.Rows));
        Vector256<byte> wb = Vector256.Load(w + (quad * 4 * Panel.Rows) + 32);
        Vector256<sbyte> y0 = Vector256.Create(((int*)x0)[quad]).AsSByte();
        a0 += Avx2.MultiplyAddAdjacent(wa, y0);
        b0 += Avx2.MultiplyAddAdjacent(wb, y0);
        Vector256<sbyte> y1 = Vector256.Create(((int*)x1)[quad]).AsSByte();
        a1 += Avx2.MultiplyAddAdjacent(wa, y1);
        b1 += Avx2.MultiplyAddAdjacent(wb, y1);
        Vector256<sbyte> y2 = Vector256.Create(((int*)x2)[quad]).AsSByte();
        a2 += Avx2.MultiplyAddAdjacent(wa, y2);
        b2 += Avx2.MultiplyAddAdjacent(wb, y2);
        Vector256<sbyte> y3 = Vector256.Create(((int*)x3)[quad]).AsSByte();
        a3 += Avx2.MultiplyAddAdjacent(wa, y3);
        b3 += Avx2.MultiplyAddAdjacent(wb, y3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        Vector256<short> a, Vector256<short> b, float* wScales, float* scale, long sums, float* lanes) => Add(
            Avx2.MultiplyAddAdjacent(a, Vector256<short>.One),
            Avx2.MultiplyAddAdjacent(b, Vector256<short>.One),
            wScales,
            scale,
            sums,
            lanes);

    // The scales of 32 rows are followed by their minima.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        Vector256<int> p, Vector256<int> q, float* wScales, float* scale, long sums, float* lanes)
    {
        Vector256<float> s = Vector256.Create(*scale), m = Vector256.Create(*(scale + sums));
        Vector256<float> a = Vector256.Load(lanes), b = Vector256.Load(lanes + 8);
        float* minima = wScales + Panel.Rows;
        a = Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(p), Vector256.Load(wScales) * s, a);
        b = Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(q), Vector256.Load(wScales + 8) * s, b);
        Vector256.FusedMultiplyAdd(Vector256.Load(minima), m, a).Store(lanes);
        Vector256.FusedMultiplyAdd(Vector256.Load(minima + 8), m, b).Store(lanes + 8);
    }
}
