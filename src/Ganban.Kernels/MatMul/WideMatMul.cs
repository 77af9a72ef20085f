using System.Runtime.InteropServices;
using Ganban.Kernels.Dot;
using Ganban.Kernels.Formats;

namespace Ganban.Kernels.MatMul;

/// <summary>Weights that are multiplied as F32 numbers, a range of rows: y = x·wᵀ.</summary>
internal static unsafe class WideMatMul
{
    /// <summary>See <see cref="WeightMatMul.Multiply(WeightFormat, ReadOnlySpan{byte}, int, ReadOnlySpan{float},
    /// QuantizedTokens, Span{float}, int, int, PanelStock)"/>.</summary>
    public static void Multiply(
        WeightFormat format,
        ReadOnlySpan<byte> weights,
        int columns,
        ReadOnlySpan<float> x,
        Span<float> y,
        int yStart,
        int yRows,
        Panel panel)
    {
        switch (format)
        {
            case WeightFormat.F32:
                FloatMatMul<float, FormatF32>.Multiply(
                    MemoryMarshal.Cast<byte, float>(weights), columns, x, y, yStart, yRows);
                break;
            case WeightFormat.F16:
                FloatMatMul<Half, FormatF16>.Multiply(
                    MemoryMarshal.Cast<byte, Half>(weights), columns, x, y, yStart, yRows);
                break;
            case WeightFormat.BF16:
                FloatMatMul<ushort, FormatBF16>.Multiply(
                    MemoryMarshal.Cast<byte, ushort>(weights), columns, x, y, yStart, yRows);
                break;
            default:
                Widened(format, weights, columns, x, y, yStart, yRows, panel);
                break;
        }
    }

    private static void Widened(
        WeightFormat format,
        ReadOnlySpan<byte> weights,
        int columns,
        ReadOnlySpan<float> x,
        Span<float> y,
        int yStart,
        int yRows,
        Panel panel)
    {
        panel.Reserve((columns + 31) / 32, sizeof(float));
        var wide = new Span<float>(panel.Cells, columns);
        var rowBytes = columns / Weights.BlockElements(format) * Weights.BlockBytes(format);
        for (var row = 0; row < weights.Length / rowBytes; row++)
        {
            Weights.ToSingle(format, weights.Slice(row * rowBytes, rowBytes), wide);
            FloatMatMul<float, FormatF32>.Multiply(wide, columns, x, y, yStart + row, yRows);
        }

        GC.KeepAlive(panel);
    }
}
