using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Ganban.Kernels.Formats;

namespace Ganban.Kernels.Dot;

/// <summary>
/// A row of quantised weights times quantised activations, the definition: in groups of 32 columns,
/// Σ over groups g of (wScale[g] · xScale[g]) · Σ w[i]·x[i] + wMinimum[g] · xSum[g], where xSum is the scale times the
/// sum of the group's activations.
/// The inner sum is in whole numbers, thus exact. Group g is added to lane g mod 8 of eight sums, in the order of the
/// groups, each time with one rounding of scale · scale and one of multiply and add; the lanes are added by halves at
/// the end. All widths, and products of many tokens at once, keep to this order: they give the same bits.
/// </summary>
internal static class GroupDot
{
    /// <summary>The definition.</summary>
    /// <param name="row">Weight blocks.</param>
    /// <param name="values">An activation for each weight.</param>
    /// <param name="scales">Their scales.</param>
    /// <param name="sums">Scale times sum of each group.</param>
    public static float Scalar<TBlock, TFormat>(
        ReadOnlySpan<TBlock> row, ReadOnlySpan<short> values, ReadOnlySpan<float> scales, ReadOnlySpan<float> sums)
        where TBlock : unmanaged
        where TFormat : struct, IBlockFormat<TBlock>
    {
        Span<short> w = stackalloc short[TFormat.Elements];
        Span<float> wScales = stackalloc float[8];
        Span<float> wMinima = stackalloc float[8];
        Span<float> lanes = stackalloc float[8];
        lanes.Clear();
        for (var block = 0; block < row.Length; block++)
        {
            TFormat.Unpack(in row[block], w, wScales, wMinima);
            for (var start = 0; start < TFormat.Elements; start += 32)
            {
                var group = ((block * TFormat.Elements) + start) / 32;
                var products = 0;
                for (var index = 0; index < 32; index++)
                {
                    products += w[start + index] * values[(group * 32) + index];
                }

                ref var lane = ref lanes[group % 8];
                lane = MathF.FusedMultiplyAdd(products, wScales[start / 32] * scales[group], lane);
                lane = MathF.FusedMultiplyAdd(wMinima[start / 32], sums[group], lane);
            }
        }

        return Sum(Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(lanes)));
    }

    /// <summary>Adds the lanes: upper to lower half three times.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> lanes)
    {
        Vector128<float> four = lanes.GetLower() + lanes.GetUpper();
        Vector128<float> two = four + Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1));
        return two.ToScalar() + two.GetElement(1);
    }
}
