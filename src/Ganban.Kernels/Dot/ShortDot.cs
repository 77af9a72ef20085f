using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ganban.Kernels.Formats;
using Ganban.Kernels.MatMul;

namespace Ganban.Kernels.Dot;

/// <summary>
/// A row of weights that are unpacked to 16 bits times quantised activations, by 512-bit vectors; see
/// <see cref="GroupDot"/> for what is computed.
/// <code>
/// 32 × int16 weights ───┐
/// 32 × int16 activations┴→ neighbours added: int32 → eight groups' sums: int32 → F32 · scales → eight lanes
/// </code>
/// </summary>
internal static unsafe class ShortDot<TBlock, TFormat>
    where TBlock : unmanaged
    where TFormat : struct, IShortFormat<TBlock>
{
    /// <summary>One row times one token.</summary>
    public static float One(TBlock* row, int blocks, QuantizedTokens x, int token, Panel panel)
    {
        int together = 256 / TFormat.Elements, steps = blocks / together;
        short* values = x.Shorts + ((long)token * x.Stride);
        float* scales = x.Scales + (token * x.GroupStride);
        Vector256<float> lanes = Add(row, steps, values, scales, Vector256<float>.Zero);
        if (steps * together < blocks)
        {
            TBlock* rest = (TBlock*)panel.Tail;
            RowTail.Copy(row + (steps * together), blocks - (steps * together), rest);
            lanes = Add(rest, 1, values + (256 * steps), scales + (8 * steps), lanes);
        }

        return GroupDot.Sum(lanes);
    }

    /// <summary>One row times one token, whole eights of groups: what is added to the lanes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector256<float> Add(
        TBlock* row, int steps, short* x, float* scales, Vector256<float> lanes)
    {
        for (int step = 0; step < steps; step++)
        {
            RowTail.Prefetch(row, 256 / TFormat.Elements);
            lanes = AddEight(row, x, scales, lanes);
            row += 256 / TFormat.Elements;
            x += 256;
            scales += 8;
        }

        return lanes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> AddEight(TBlock* w, short* x, float* scales, Vector256<float> sum)
    {
        TFormat.Load512(
            (byte*)w,
            out Vector512<short> w0,
            out Vector512<short> w1,
            out Vector512<short> w2,
            out Vector512<short> w3,
            out Vector512<short> w4,
            out Vector512<short> w5,
            out Vector512<short> w6,
            out Vector512<short> w7,
            out Vector256<float> wScales);
        Vector512<int> p0 = Avx512BW.MultiplyAddAdjacent(w0, Vector512.Load(x));
        Vector512<int> p1 = Avx512BW.MultiplyAddAdjacent(w1, Vector512.Load(x + 32));
        Vector512<int> p2 = Avx512BW.MultiplyAddAdjacent(w2, Vector512.Load(x + 64));
        Vector512<int> p3 = Avx512BW.MultiplyAddAdjacent(w3, Vector512.Load(x + 96));
        Vector512<int> p4 = Avx512BW.MultiplyAddAdjacent(w4, Vector512.Load(x + 128));
        Vector512<int> p5 = Avx512BW.MultiplyAddAdjacent(w5, Vector512.Load(x + 160));
        Vector512<int> p6 = Avx512BW.MultiplyAddAdjacent(w6, Vector512.Load(x + 192));
        Vector512<int> p7 = Avx512BW.MultiplyAddAdjacent(w7, Vector512.Load(x + 224));
        Vector256<int> groups = TFormat.FitsBytes
            ? GroupSums.OfSmall(p0, p1, p2, p3, p4, p5, p6, p7)
            : GroupSums.Of(p0, p1, p2, p3, p4, p5, p6, p7);
        return Vector256.FusedMultiplyAdd(
            Vector256.ConvertToSingle(groups), wScales * Vector256.Load(scales), sum);
    }
}
