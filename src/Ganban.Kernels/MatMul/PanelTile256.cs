using System.Runtime.CompilerServices;
using Ganban.Kernels.Dot;

namespace Ganban.Kernels.MatMul;

/// <summary>
/// A panel of weights times four tokens, by 256-bit vectors, sixteen rows at a time. The sums are those of
/// <see cref="GroupDot"/>, to the bit.
/// </summary>
internal static unsafe class PanelTile256<TCell>
    where TCell : struct, ITileCell
{
    /// <summary>Multiplies the panel with four tokens into its tile.</summary>
    /// <param name="panel">The rows.</param>
    /// <param name="x">The tokens.</param>
    /// <param name="t0">The first token's number; the others' follow, and may be the same.</param>
    /// <param name="t1">The second token.</param>
    /// <param name="t2">The third token.</param>
    /// <param name="t3">The fourth token.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Multiply(Panel panel, QuantizedTokens x, int t0, int t1, int t2, int t3)
    {
        float* lanes = panel.Lanes;
        new Span<float>(lanes, 8 * TileSums.Floats).Clear();
        int steps = x.Stride / 256;
        long rowBytes = (long)x.Stride * TCell.NumberBytes;
        byte* x0 = x.Numbers(TCell.NumberBytes) + (t0 * rowBytes);
        long d1 = (t1 - t0) * rowBytes, d2 = (t2 - t0) * rowBytes, d3 = (t3 - t0) * rowBytes;
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
                byte* xg = x0 + (((step * 256) + (lane * 32)) * TCell.NumberBytes);
                float* sg = s0 + (step * 8) + lane;
                for (int row = 0; row < Panel.Rows; row += 16)
                {
                    byte* cell = w + (row * 4);
                    TCell.Add(cell, xg, xg + d1, xg + d2, xg + d3, scales + row, sg, e1, e2, e3, sums, lanes + row);
                }

                w += 32 * Panel.Rows * TCell.NumberBytes;
                scales += 2 * Panel.Rows;
            }

            lanes += TileSums.Floats;
        }

        TileSums.Add(panel);
    }
}
