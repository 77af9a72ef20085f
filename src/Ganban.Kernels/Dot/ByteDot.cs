using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ganban.Kernels.Formats;
using Ganban.Kernels.MatMul;

namespace Ganban.Kernels.Dot;

/// <summary>
/// A row of weights of at most 5 bits times quantised activations, by 512-bit vectors; see <see cref="GroupDot"/> for
/// what is computed.
/// <code>
/// 64 × uint8 weights ──┐
/// 64 × int8 activations┴→ eight products added: int16 → eight groups' sums: int32 → F32 · scales → eight lanes
/// </code>
/// </summary>
internal static unsafe class ByteDot<TBlock, TFormat>
    where TBlock : unmanaged
    where TFormat : struct, IByteFormat<TBlock>
{
    /// <summary>One row times one token.</summary>
    public static float One(TBlock* row, int blocks, QuantizedTokens x, int token, Panel panel)
    {
        int together = 256 / TFormat.Elements, steps = blocks / together;
        sbyte* values = x.Bytes + ((long)token * x.Stride);
        float* scales = x.Scales + (token * x.GroupStride);
        float* sums = x.Sums + (token * x.GroupStride);
        Vector256<float> lanes = Add(row, steps, values, scales, sums, Vector256<float>.Zero);
        if (steps * together < blocks)
        {
            TBlock* rest = (TBlock*)panel.Tail;
            RowTail.Copy(row + (steps * together), blocks - (steps * together), rest);
            lanes = Add(rest, 1, values + (256 * steps), scales + (8 * steps), sums + (8 * steps), lanes);
        }

        return GroupDot.Sum(lanes);
    }

    /// <summary>One row times one token, whole eights of groups: what is added to the lanes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector256<float> Add(
        TBlock* row, int steps, sbyte* x, float* scales, float* sums, Vector256<float> lanes)
    {
        for (int step = 0; step < steps; step++)
        {
            RowTail.Prefetch(row, 256 / TFormat.Elements);
            lanes = AddEight(row, x, scales, sums, lanes);
            row += 256 / TFormat.Elements;
            x += 256;
            scales += 8;
            sums += 8;
        }

        return lanes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> AddEight(TBlock* w, sbyte* x, float* scales, float* sums, Vector256<float> sum)
    {
        TFormat.Load512(
            (byte*)w,
            out Vector512<byte> v0,
            out Vector512<byte> v1,
            out Vector512<byte> v2,
            out Vector512<byte> v3,
            out Vector256<float> wScales,
            out Vector256<float> wMinima);
        Vector512<short> p0 = Avx512BW.MultiplyAddAdjacent(v0, Vector512.Load(x));
        Vector512<short> p1 = Avx512BW.MultiplyAddAdjacent(v1, Vector512.Load(x + 64));
        Vector512<short> p2 = Avx512BW.MultiplyAddAdjacent(v2, Vector512.Load(x + 128));
        Vector512<short> p3 = Avx512BW.MultiplyAddAdjacent(v3, Vector512.Load(x + 192));
        Vector256<float> products = Vector256.ConvertToSingle(GroupSums.OfPairs(p0, p1, p2, p3));
        sum = Vector256.FusedMultiplyAdd(products, wScales * Vector256.Load(scales), sum);
        return Vector256.FusedMultiplyAdd(wMinima, Vector256.Load(sums), sum);
    }
}
