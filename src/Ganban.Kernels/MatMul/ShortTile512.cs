using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ganban.Kernels.Dot;

namespace Ganban.Kernels.MatMul;

/// <summary>
/// A panel of weights unpacked to 16 bits times four tokens, by 512-bit vectors. The sums are those of
/// <see cref="GroupDot"/>, to the bit.
/// <code>
/// panel: 16 rows × 2 columns of int16 ───┐
/// token: 2 columns of int16, in all lanes┴→ int32, added up for a group → F32 · scales → a lane for a row
/// </code>
/// </summary>
internal static unsafe class ShortTile512
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
        short* x0 = x.Shorts + ((long)t0 * x.Stride);
        long d1 = (long)(t1 - t0) * x.Stride, d2 = (long)(t2 - t0) * x.Stride, d3 = (long)(t3 - t0) * x.Stride;
        float* s0 = x.Scales + ((long)t0 * x.GroupStride);
        long e1 = (long)(t1 - t0) * x.GroupStride, e2 = (long)(t2 - t0) * x.GroupStride;
        long e3 = (long)(t3 - t0) * x.GroupStride;
        for (int lane = 0; lane < 8; lane++)
        {
            Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default;
            Vector512<float> b0 = default, b1 = default, b2 = default, b3 = default;
            short* xg = x0 + (lane * 32);
            float* sg = s0 + lane;
            for (int step = 0; step < steps; step++)
            {
                Vector512<int> p0 = default, p1 = default, p2 = default, p3 = default;
                Vector512<int> q0 = default, q1 = default, q2 = default, q3 = default;
                for (int column = 0; column < 32; column += 2)
                {
                    byte* wc = w + (column * 64);
                    Pair(wc, xg + column, d1, d2, d3, ref p0, ref p1, ref p2, ref p3, ref q0, ref q1, ref q2, ref q3);
                }

                Vector512<float> wa = Vector512.Load(scales), wb = Vector512.Load(scales + 16);
                Add(p0, q0, wa, wb, *sg, ref a0, ref b0);
                Add(p1, q1, wa, wb, *(sg + e1), ref a1, ref b1);
                Add(p2, q2, wa, wb, *(sg + e2), ref a2, ref b2);
                Add(p3, q3, wa, wb, *(sg + e3), ref a3, ref b3);
                w += 2048;
                scales += 64;
                xg += 256;
                sg += 8;
            }

            TileSums.Store(lanes, a0, b0, a1, b1, a2, b2, a3, b3);
            lanes += TileSums.Floats;
        }

        TileSums.Add(panel);
    }

    // Two columns of 32 rows and four tokens.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(
        byte* w,
        short* x,
        long d1,
        long d2,
        long d3,
        ref Vector512<int> p0,
        ref Vector512<int> p1,
        ref Vector512<int> p2,
        ref Vector512<int> p3,
        ref Vector512<int> q0,
        ref Vector512<int> q1,
        ref Vector512<int> q2,
        ref Vector512<int> q3)
    {
        Vector512<short> wa = Vector512.Load((short*)w), wb = Vector512.Load((short*)(w + 64));
        Vector512<short> x0 = Vector512.Create(*(int*)x).AsInt16();
        p0 += Avx512BW.MultiplyAddAdjacent(wa, x0);
        q0 += Avx512BW.MultiplyAddAdjacent(wb, x0);
        Vector512<short> x1 = Vector512.Create(*(int*)(x + d1)).AsInt16();
        p1 += Avx512BW.MultiplyAddAdjacent(wa, x1);
        q1 += Avx512BW.MultiplyAddAdjacent(wb, x1);
        Vector512<short> x2 = Vector512.Create(*(int*)(x + d2)).AsInt16();
        p2 += Avx512BW.MultiplyAddAdjacent(wa, x2);
        q2 += Avx512BW.MultiplyAddAdjacent(wb, x2);
        Vector512<short> x3 = Vector512.Create(*(int*)(x + d3)).AsInt16();
        p3 += Avx512BW.MultiplyAddAdjacent(wa, x3);
        q3 += Avx512BW.MultiplyAddAdjacent(wb, x3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        Vector512<int> p,
        Vector512<int> q,
        Vector512<float> wa,
        Vector512<float> wb,
        float scale,
        ref Vector512<float> a,
        ref Vector512<float> b)
    {
        Vector512<float> s = Vector512.Create(scale);
        a = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(p), wa * s, a);
        b = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(q), wb * s, b);
    }
}
