using Ganban.Kernels.Dot;

namespace Ganban.Kernels.MatMul;

/// <summary>Weights in a floating-point format times F32 activations, a range of rows: y = x·wᵀ.</summary>
internal static class FloatMatMul<TStored, TFormat>
    where TStored : unmanaged
    where TFormat : struct, IFloatFormat<TStored>
{
    public static void Multiply(
        ReadOnlySpan<TStored> w, int columns, ReadOnlySpan<float> x, Span<float> y, int yStart, int yRows)
    {
        var rows = w.Length / columns;
        var tokens = x.Length / columns;
        ArgumentOutOfRangeException.ThrowIfNotEqual(w.Length, rows * columns);
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Length, tokens * columns);
        for (var row = 0; row < rows; row++)
        {
            var weights = w.Slice(row * columns, columns);
            var token = 0;
            for (; token <= tokens - 4; token += 4)
            {
                var products = FloatDot<TStored, TFormat>.Four(weights, x.Slice(token * columns, 4 * columns));
                FourTokens.Store(products, y[((token * yRows) + yStart + row)..], yRows);
            }

            for (; token < tokens; token++)
            {
                y[(token * yRows) + yStart + row] =
                    FloatDot<TStored, TFormat>.One(weights, x.Slice(token * columns, columns));
            }
        }
    }
}
