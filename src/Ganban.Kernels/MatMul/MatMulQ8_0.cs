using Ganban.Kernels.Blocks;
using Ganban.Kernels.Dot;

namespace Ganban.Kernels.MatMul;

/// <summary>Q8_0 weights `[rows × columns]` times quantised activations `[tokens × columns]`: y = x·wᵀ.</summary>
public static class MatMulQ8_0
{
    /// <summary>Multiplies a range of rows; ranges may run on different threads at once.</summary>
    /// <param name="w">The rows of the range, blocks row after row.</param>
    /// <param name="columns">Columns; a multiple of 32.</param>
    /// <param name="values">Activations of <see cref="QuantizeQ8_0.Activations"/>, `[tokens × columns]`.</param>
    /// <param name="scales">Their scales, `[tokens × columns / 32]`.</param>
    /// <param name="y">Takes the products, `[tokens × yRows]`.</param>
    /// <param name="yStart">The range's first row in <paramref name="y"/>.</param>
    /// <param name="yRows">Rows of the whole matrix.</param>
    public static void Multiply(
        ReadOnlySpan<BlockQ8_0> w,
        int columns,
        ReadOnlySpan<short> values,
        ReadOnlySpan<float> scales,
        Span<float> y,
        int yStart,
        int yRows)
    {
        var blocks = columns / BlockQ8_0.Elements;
        var rows = w.Length / blocks;
        var tokens = scales.Length / blocks;
        ArgumentOutOfRangeException.ThrowIfNotEqual(w.Length, rows * blocks);
        DotQ8_0.Check(w[..blocks], values, scales, tokens);
        for (var row = 0; row < rows; row++)
        {
            var weights = w.Slice(row * blocks, blocks);
            var token = 0;
            for (; token <= tokens - 4; token += 4)
            {
                var x = values.Slice(token * columns, 4 * columns);
                var products = DotQ8_0.Four(weights, x, scales.Slice(token * blocks, 4 * blocks));
                FourTokens.Store(products, y[((token * yRows) + yStart + row)..], yRows);
            }

            for (; token < tokens; token++)
            {
                var x = values.Slice(token * columns, columns);
                y[(token * yRows) + yStart + row] = DotQ8_0.One(weights, x, scales.Slice(token * blocks, blocks));
            }
        }
    }
}
