using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Ganban.Kernels.MatMul;

namespace Ganban.Kernels.Dot;

/// <summary>A row of weights, streamed once, times one token; see <see cref="GroupDot"/>.</summary>
internal static unsafe class RowDot<TBlock, TProduct>
    where TBlock : unmanaged
    where TProduct : struct, IGroupProduct<TBlock>
{
    /// <summary>One row times one token.</summary>
    /// <param name="row">The row.</param>
    /// <param name="blocks">Its blocks.</param>
    /// <param name="end">Where the memory with finite weights ends that the row lies in.</param>
    /// <param name="x">The tokens.</param>
    /// <param name="token">The token's number.</param>
    /// <param name="panel">Working memory.</param>
    public static float One(TBlock* row, int blocks, TBlock* end, QuantizedTokens x, int token, Panel panel)
    {
        byte* values = x.Numbers(TProduct.NumberBytes) + ((long)token * x.Stride * TProduct.NumberBytes);
        float* scales = x.Scales + (token * x.GroupStride);
        float* sums = x.Sums + (token * x.GroupStride);
        int together = 256 / TProduct.Elements, steps = (blocks + together - 1) / together;
        if (row + ((long)steps * together) <= end)
        {
            // What follows the row is multiplied with the zeros that follow the activations.
            return GroupDot.Sum(Add(row, steps, values, scales, sums, Vector256<float>.Zero));
        }

        steps = blocks / together;
        Vector256<float> lanes = Add(row, steps, values, scales, sums, Vector256<float>.Zero);
        TBlock* rest = (TBlock*)panel.Tail;
        RowTail.Copy(row + (steps * together), blocks - (steps * together), rest);
        values += 256L * steps * TProduct.NumberBytes;
        return GroupDot.Sum(Add(rest, 1, values, scales + (8 * steps), sums + (8 * steps), lanes));
    }

    // Not inlined: a loop that was replaced on the stack while it ran would stay slow.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector256<float> Add(
        TBlock* row, int steps, byte* x, float* scales, float* sums, Vector256<float> lanes)
    {
        for (int step = 0; step < steps; step++)
        {
            RowTail.Prefetch(row, 256 / TProduct.Elements);
            lanes = TProduct.AddEight((byte*)row, x, scales, sums, lanes);
            row += 256 / TProduct.Elements;
            x += 256 * TProduct.NumberBytes;
            scales += 8;
            sums += 8;
        }

        return lanes;
    }
}
