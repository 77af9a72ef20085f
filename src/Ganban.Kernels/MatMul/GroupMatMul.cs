using Ganban.Kernels.Dot;
using Ganban.Kernels.Formats;

namespace Ganban.Kernels.MatMul;

/// <summary>
/// Quantised weights times quantised activations, a range of rows: y = x·wᵀ. Few tokens stream the rows, many share
/// rows unpacked into a panel. Every way gives the same bits; see <see cref="GroupDot"/>.
/// </summary>
internal static unsafe class GroupMatMul
{
    /// <summary>From this many tokens on, unpacking rows into a panel pays.</summary>
    public const int TokensForPanel = 4;

    /// <summary>By vectors of 256 or 512 bits.</summary>
    public static void Multiply<TBlock, TProduct>(in RowRange rows, QuantizedTokens x, Panel panel)
        where TBlock : unmanaged
        where TProduct : struct, IGroupProduct<TBlock>
    {
        var blocks = x.Columns / TProduct.Elements;
        fixed (byte* w = rows.Weights)
        fixed (float* y = rows.Y)
        {
            var end = (TBlock*)w + ((long)rows.Count * blocks);
            if (x.Tokens < TokensForPanel)
            {
                for (var row = 0; row < rows.Count; row++)
                {
                    var place = (TBlock*)w + ((long)row * blocks);
                    for (var token = 0; token < x.Tokens; token++)
                    {
                        y[(token * rows.YRows) + row] =
                            RowDot<TBlock, TProduct>.One(place, blocks, end, x, token, panel);
                    }
                }

                return;
            }

            for (var row = 0; row < rows.Count; row += Panel.Rows)
            {
                var count = Math.Min(Panel.Rows, rows.Count - row);
                RowPanel<TBlock, TProduct>.Unpack((TBlock*)w + ((long)row * blocks), count, blocks, end, panel);
                for (var token = 0; token < x.Tokens; token += Panel.TileTokens)
                {
                    var (t1, t2, t3) = Others(token, x.Tokens);
                    TProduct.Tile(panel, x, token, t1, t2, t3);
                    Store(panel, token, x.Tokens, count, y + row, rows.YRows);
                }
            }
        }
    }

    /// <summary>By vectors of 128 bits, or none.</summary>
    public static void Narrow<TBlock, TFormat>(in RowRange rows, QuantizedTokens x, Panel panel, VectorWidth width)
        where TBlock : unmanaged
        where TFormat : struct, IBlockFormat<TBlock>
    {
        fixed (byte* w = rows.Weights)
        fixed (float* y = rows.Y)
        {
            Narrow<TBlock, TFormat>((TBlock*)w, x.Columns / TFormat.Elements, rows, x, y, panel, width);
        }
    }

    // The tokens beside one in a tile; where there are no more, the last one again.
    private static (int Second, int Third, int Fourth) Others(int first, int tokens) =>
        (Math.Min(first + 1, tokens - 1), Math.Min(first + 2, tokens - 1), Math.Min(first + 3, tokens - 1));

    private static void Store(Panel panel, int token, int tokens, int rows, float* y, int yRows)
    {
        for (var index = 0; index < Math.Min(Panel.TileTokens, tokens - token); index++)
        {
            new ReadOnlySpan<float>(panel.Tile + (index * Panel.Rows), rows)
                .CopyTo(new Span<float>(y + ((long)(token + index) * yRows), rows));
        }
    }

    private static void Narrow<TBlock, TFormat>(
        TBlock* w, int blocks, in RowRange rows, QuantizedTokens x, float* y, Panel panel, VectorWidth width)
        where TBlock : unmanaged
        where TFormat : struct, IBlockFormat<TBlock>
    {
        panel.Reserve(x.GroupStride, 2);
        var values = (short*)panel.Cells;
        var scales = panel.Scales;
        var minima = scales + x.GroupStride;
        for (var row = 0; row < rows.Count; row++)
        {
            var place = w + ((long)row * blocks);
            if (width != VectorWidth.Scalar)
            {
                Unpack<TBlock, TFormat>(place, blocks, x, values, scales, minima);
            }

            for (var token = 0; token < x.Tokens; token++)
            {
                var xt = x.Shorts + ((long)token * x.Stride);
                var xScales = x.Scales + (token * x.GroupStride);
                var xSums = x.Sums + (token * x.GroupStride);
                y[(token * rows.YRows) + row] = width switch
                {
                    VectorWidth.Vector128 =>
                        UnpackedDot.One128(values, scales, minima, x.GroupStride, xt, xScales, xSums),
                    _ => GroupDot.Scalar<TBlock, TFormat>(
                        new ReadOnlySpan<TBlock>(place, blocks),
                        new ReadOnlySpan<short>(xt, x.Columns),
                        new ReadOnlySpan<float>(xScales, x.Columns / 32),
                        new ReadOnlySpan<float>(xSums, x.Columns / 32)),
                };
            }
        }
    }

    private static void Unpack<TBlock, TFormat>(
        TBlock* row, int blocks, QuantizedTokens x, short* values, float* scales, float* minima)
        where TBlock : unmanaged
        where TFormat : struct, IBlockFormat<TBlock>
    {
        var groups = TFormat.Elements / QuantizedTokens.GroupElements;
        for (var block = 0; block < blocks; block++)
        {
            TFormat.Unpack(
                ref row[block],
                new Span<short>(values + (block * TFormat.Elements), TFormat.Elements),
                new Span<float>(scales + (block * groups), groups),
                new Span<float>(minima + (block * groups), groups));
        }

        var used = blocks * TFormat.Elements;
        new Span<short>(values + used, x.Stride - used).Clear();
        new Span<float>(scales + (blocks * groups), x.GroupStride - (blocks * groups)).Clear();
        new Span<float>(minima + (blocks * groups), x.GroupStride - (blocks * groups)).Clear();
    }
}
