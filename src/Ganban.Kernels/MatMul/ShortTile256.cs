using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ganban.Kernels.Dot;

namespace Ganban.Kernels.MatMul;

/// <summary>
/// A panel of weights unpacked to 16 bits times four tokens, by 256-bit vectors, sixteen rows at a time. The sums are
/// those of <see cref="GroupDot"/>, to the bit.
/// <code>
/// panel: 8 rows × 2 columns of int16 ────┐
/// token: 2 columns of int16, in all lanes┴→ int32, added up for a group → F32 · scales → a lane for a row
/// </code>
/// </summary>
internal static unsafe class ShortTile256
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
        short* x0 = x.Shorts + ((long)t0 * x.Stride);
        long d1 = (long)(t1 - t0) * x.Stride, d2 = (long)(t2 - t0) * x.Stride, d3 = (long)(t3 - t0) * x.Stride;
        float* s0 = x.Scales + ((long)t0 * x.GroupStride);
        long e1 = (long)(t1 - t0) * x.GroupStride, e2 = (long)(t2 - t0) * x.GroupStride;
        long e3 = (long)(t3 - t0) * x.GroupStride;
        byte* w = panel.Cells;
        float* scales = panel.Scales;
        for (int lane = 0; lane < 8; lane++)
        {
            for (int step = 0; step < steps; step++)
            {
                short* xg = x0 + (step * 256) + (lane * 32);
                float* sg = s0 + (step * 8) + lane;
                for (int half = 0; half < Panel.Rows; half += 16)
                {
                    Cell(w + (half * 4), xg, d1, d2, d3, scales + half, sg, e1, e2, e3, lanes + half);
                }

                w += 64 * Panel.Rows;
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
        short* x,
        long d1,
        long d2,
        long d3,
        float* wScales,
        float* scale,
        long e1,
        long e2,
        long e3,
        float* lanes)
    {
        Vector256<int> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector256<int> b0 = default, b1 = default, b2 = default, b3 = default;
        short* x1 = x + d1, x2 = x + d2, x3 = x + d3;
        for (int pairs = 0; pairs < 4; pairs++)
        {
            Pair(w, x, x1, x2, x3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3, 0);
            Pair(w, x, x1, x2, x3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3, 1);
            Pair(w, x, x1, x2, x3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3, 2);
            Pair(w, x, x1, x2, x3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3, 3);
            w += 16 * Panel.Rows;
            x += 8;
            x1 += 8;
            x2 += 8;
            x3 += 8;
        }

        Add(a0, b0, wScales, *scale, lanes);
        Add(a1, b1, wScales, *(scale + e1), lanes + Panel.Rows);
        Add(a2, b2, wScales, *(scale + e2), lanes + (2 * Panel.Rows));
        Add(a3, b3, wScales, *(scale + e3), lanes + (3 * Panel.Rows));
    }

    // Two columns.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(
        byte* w,
        short* x0,
        short* x1,
        short* x2,
        short* x3,
        ref Vector256<int> a0,
        ref Vector256<int> a1,
        ref Vector256<int> a2,
        ref Vector256<int> a3,
        ref Vector256<int> b0,
        ref Vector256<int> b1,
        ref Vector256<int> b2,
        ref Vector256<int> b3,
        int pair)
    {
        Vector256<short> wa = Vector256.Load((short*)(w + (pair * 4 * Panel.Rows)));
        Vector256<short> wb = Vector256.Load((short*)(w + (pair * 4 * Panel.Rows) + 32));
        Vector256<short> y0 = Vector256.Create(((int*)x0)[pair]).AsInt16();
        a0 += Avx2.MultiplyAddAdjacent(wa, y0);
        b0 += Avx2.MultiplyAddAdjacent(wb, y0);
        Vector256<short> y1 = Vector256.Create(((int*)x1)[pair]).AsInt16();
        a1 += Avx2.MultiplyAddAdjacent(wa, y1);
        b1 += Avx2.MultiplyAddAdjacent(wb, y1);
        Vector256<short> y2 = Vector256.Create(((int*)x2)[pair]).AsInt16();
        a2 += Avx2.MultiplyAddAdjacent(wa, y2);
        b2 += Avx2.MultiplyAddAdjacent(wb, y2);
        Vector256<short> y3 = Vector256.Create(((int*)x3)[pair]).AsInt16();
        a3 += Avx2.MultiplyAddAdjacent(wa, y3);
        b3 += Avx2.MultiplyAddAdjacent(wb, y3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector256<int> p, Vector256<int> q, float* wScales, float scale, float* lanes)
    {
        Vector256<float> s = Vector256.Create(scale);
        Vector256<float> a = Vector256.Load(lanes), b = Vector256.Load(lanes + 8);
        Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(p), Vector256.Load(wScales) * s, a).Store(lanes);
        Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(q), Vector256.Load(wScales + 8) * s, b).Store(lanes + 8);
    }
}
