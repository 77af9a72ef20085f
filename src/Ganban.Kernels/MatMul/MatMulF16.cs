using Ganban.Kernels.Dot;

namespace Ganban.Kernels.MatMul;

/// <summary>F16 weights `[rows × columns]` times F32 activations `[tokens × columns]`: y = x·wᵀ.</summary>
public static class MatMulF16
{
    /// <summary>Multiplies a range of rows; ranges may run on different threads at once.</summary>
    /// <param name="w">The rows of the range, row after row.</param>
    /// <param name="columns">Columns, at least 1.</param>
    /// <param name="x">Activations, `[tokens × columns]`.</param>
    /// <param name="y">Takes the products, `[tokens × yRows]`.</param>
    /// <param name="yStart">The range's first row in <paramref name="y"/>.</param>
    /// <param name="yRows">Rows of the whole matrix.</param>
    public static void Multiply(
        ReadOnlySpan<Half> w, int columns, ReadOnlySpan<float> x, Span<float> y, int yStart, int yRows) =>
        FloatMatMul<Half, FormatF16>.Multiply(w, columns, x, y, yStart, yRows);
}
