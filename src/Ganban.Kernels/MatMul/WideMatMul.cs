using System.Runtime.InteropServices;
using Ganban.Kernels.Dot;
using Ganban.Kernels.Formats;

namespace Ganban.Kernels.MatMul;

/// <summary>
/// Weights that are multiplied as F32 numbers, a range of rows: y = x·wᵀ. Few tokens stream the rows as they are
/// stored; many share rows that are widened three at a time and multiplied with two tokens at a time. Both give the
/// same bits.
/// </summary>
internal static unsafe class WideMatMul
{
    private const int TokensForTiles = 4;
    private const int TileRows = 3;
    private const int TileTokens = 2;

    // Tokens whose values stay in the second cache while all rows pass by them.
    private const int BlockBytes = 192 << 10;

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
            case WeightFormat.F32 when x.Length < TokensForTiles * columns:
                Rows<float, FormatF32>(weights, columns, x, y[yStart..], yRows);
                break;
            case WeightFormat.F16 when x.Length < TokensForTiles * columns:
                Rows<Half, FormatF16>(weights, columns, x, y[yStart..], yRows);
                break;
            case WeightFormat.BF16 when x.Length < TokensForTiles * columns:
                Rows<ushort, FormatBF16>(weights, columns, x, y[yStart..], yRows);
                break;
            default:
                Blocks(format, weights, columns, x, y[yStart..], yRows, panel);
                break;
        }
    }

    private static void Rows<TStored, TFormat>(
        ReadOnlySpan<byte> weights, int columns, ReadOnlySpan<float> x, Span<float> y, int yRows)
        where TStored : unmanaged
        where TFormat : struct, IFloatFormat<TStored>
    {
        var w = MemoryMarshal.Cast<byte, TStored>(weights);
        for (var row = 0; row < w.Length / columns; row++)
        {
            for (var token = 0; token < x.Length / columns; token++)
            {
                y[(token * yRows) + row] = FloatDot<TStored, TFormat>.One(
                    w.Slice(row * columns, columns), x.Slice(token * columns, columns));
            }
        }
    }

    private static void Blocks(
        WeightFormat format,
        ReadOnlySpan<byte> weights,
        int columns,
        ReadOnlySpan<float> x,
        Span<float> y,
        int yRows,
        Panel panel)
    {
        panel.Reserve((columns + 31) / 32, sizeof(float));
        var wide = new Span<float>(panel.Cells, TileRows * columns);
        var rowBytes = columns / Weights.BlockElements(format) * Weights.BlockBytes(format);
        var rows = weights.Length / rowBytes;
        var tokens = x.Length / columns;
        var together = Math.Max(BlockBytes / (columns * sizeof(float)), TileTokens);
        for (var token = 0; token < tokens; token += together)
        {
            var count = Math.Min(together, tokens - token);
            for (var row = 0; row < rows; row += TileRows)
            {
                var w = wide[..(Math.Min(TileRows, rows - row) * columns)];
                Weights.ToSingle(format, weights.Slice(row * rowBytes, w.Length / columns * rowBytes), w);
                Tiles(w, columns, x.Slice(token * columns, count * columns), y[((token * yRows) + row)..], yRows);
            }
        }

        GC.KeepAlive(panel);
    }

    // Up to three rows times some tokens.
    private static void Tiles(
        ReadOnlySpan<float> w, int columns, ReadOnlySpan<float> x, Span<float> y, int yRows)
    {
        var tokens = x.Length / columns;
        var token = 0;
        if (w.Length == TileRows * columns)
        {
            for (; token <= tokens - TileTokens; token += TileTokens)
            {
                FloatTile.Multiply(
                    w, x.Slice(token * columns, TileTokens * columns), columns, y[(token * yRows)..], yRows);
            }
        }

        for (; token < tokens; token++)
        {
            for (var row = 0; row < w.Length / columns; row++)
            {
                y[(token * yRows) + row] = FloatDot<float, FormatF32>.One(
                    w.Slice(row * columns, columns), x.Slice(token * columns, columns));
            }
        }
    }
}
