using Ganban.Kernels.Blocks;
using Ganban.Kernels.Formats;

namespace Ganban.Kernels.MatMul;

/// <summary>
/// Stored weights `[rows × columns]` of any format times activations `[tokens × columns]`: y = x·wᵀ. A product's bits
/// do not depend on the rows and tokens computed with it, on the cut into ranges or on the vectors of the processor,
/// but for F32, F16, BF16 and Q2_K, where they depend on the width of the vectors.
/// </summary>
public static class WeightMatMul
{
    // A range that is this long is worth a claim of its own; the weights are streamed at some 20 bytes a nanosecond.
    private const long RangeBytesMin = 1 << 16;
    private const int RangesPerCore = 8;

    /// <summary>Rows of a range, so that all cores have work of equal size.</summary>
    /// <param name="format">The weights' format.</param>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="parallelism">How many cores take part.</param>
    public static int RowsPerRange(WeightFormat format, int rows, int columns, int parallelism)
    {
        if (parallelism == 1)
        {
            return rows;
        }

        var rowBytes = (long)columns / Weights.BlockElements(format) * Weights.BlockBytes(format);
        var forBytes = (RangeBytesMin + rowBytes - 1) / rowBytes;
        var perRange = Math.Max(forBytes, rows / (parallelism * RangesPerCore));
        return (int)Math.Min(rows, (perRange + Panel.Rows - 1) / Panel.Rows * Panel.Rows);
    }

    /// <summary>
    /// Whether activations must be quantised for a format and are not yet. If so, <see cref="PrepareToken"/> is to be
    /// called for each token.
    /// </summary>
    /// <param name="format">The weights' format.</param>
    /// <param name="tokens">How many tokens there are.</param>
    /// <param name="x">The quantised form; cleared when the values change.</param>
    public static bool BeginPrepare(WeightFormat format, int tokens, QuantizedTokens x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return IsQuantized(format) && x.Begin(tokens, TakesBytes(format));
    }

    /// <summary>Quantises one token's activations; several may be quantised at once.</summary>
    /// <param name="format">The weights' format.</param>
    /// <param name="token">The token's number.</param>
    /// <param name="values">`[columns]`, finite numbers.</param>
    /// <param name="x">The quantised form, after <see cref="BeginPrepare"/>.</param>
    public static void PrepareToken(WeightFormat format, int token, ReadOnlySpan<float> values, QuantizedTokens x)
    {
        ArgumentNullException.ThrowIfNull(x);
        x.Quantize(token, values, TakesBytes(format));
    }

    /// <summary>Quantises all activations where a format needs that.</summary>
    /// <param name="format">The weights' format.</param>
    /// <param name="values">`[tokens × columns]`, finite numbers.</param>
    /// <param name="x">Takes the quantised form.</param>
    public static void Prepare(WeightFormat format, ReadOnlySpan<float> values, QuantizedTokens x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var tokens = values.Length / x.Columns;
        if (BeginPrepare(format, tokens, x))
        {
            for (var token = 0; token < tokens; token++)
            {
                PrepareToken(format, token, values.Slice(token * x.Columns, x.Columns), x);
            }
        }
    }

    /// <summary>Whether products in a format read quantised activations, not their values.</summary>
    /// <param name="format">The weights' format.</param>
    public static bool IsQuantized(WeightFormat format) =>
        format is not (WeightFormat.F32 or WeightFormat.F16 or WeightFormat.BF16 or WeightFormat.Q2_K);

    /// <summary>Multiplies a range of rows; ranges may run on different threads at once.</summary>
    /// <param name="format">The weights' format.</param>
    /// <param name="weights">The rows of the range, row after row.</param>
    /// <param name="columns">Columns; whole blocks of the format.</param>
    /// <param name="values">Activations, `[tokens × columns]`.</param>
    /// <param name="x">The same after <see cref="Prepare"/>; null where the format is not quantised.</param>
    /// <param name="y">Takes the products, `[tokens × yRows]`.</param>
    /// <param name="yStart">The range's first row in <paramref name="y"/>.</param>
    /// <param name="yRows">Rows of the whole matrix.</param>
    /// <param name="panels">Working memory.</param>
    public static void Multiply(
        WeightFormat format,
        ReadOnlySpan<byte> weights,
        int columns,
        ReadOnlySpan<float> values,
        QuantizedTokens? x,
        Span<float> y,
        int yStart,
        int yRows,
        PanelStock panels)
    {
        ArgumentNullException.ThrowIfNull(panels);
        var rowBytes = columns / Weights.BlockElements(format) * Weights.BlockBytes(format);
        var count = weights.Length / rowBytes;
        var tokens = values.Length / columns;
        ArgumentOutOfRangeException.ThrowIfNotEqual(columns % Weights.BlockElements(format), 0, nameof(columns));
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, count * rowBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, tokens * columns);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(yStart + count, yRows);
        ArgumentOutOfRangeException.ThrowIfLessThan(y.Length, tokens * yRows);
        if (tokens == 0 || count == 0)
        {
            return;
        }

        var panel = panels.Rent();
        try
        {
            if (!IsQuantized(format))
            {
                WideMatMul.Multiply(format, weights, columns, values, y, yStart, yRows, panel);
                return;
            }

            ArgumentNullException.ThrowIfNull(x);
            ArgumentOutOfRangeException.ThrowIfNotEqual(x.Columns, columns);
            ArgumentOutOfRangeException.ThrowIfNotEqual(x.Tokens, tokens);
            Multiply(format, new RowRange(weights, count, y[yStart..], yRows), x, panel, VectorWidths.Widest);
        }
        finally
        {
            panels.Return(panel);
        }
    }

    /// <summary>Whether a format's values are multiplied as bytes, by vectors of 256 bits and more.</summary>
    internal static bool IsBytes(WeightFormat format) => format
        is WeightFormat.Q4_0 or WeightFormat.Q4_1 or WeightFormat.Q5_0 or WeightFormat.Q5_1
        or WeightFormat.Q4_K or WeightFormat.Q5_K;

    private static bool TakesBytes(WeightFormat format) =>
        IsBytes(format) && VectorWidths.Widest >= VectorWidth.Vector256;

    /// <summary>Multiplies with the vectors asked for.</summary>
    internal static void Multiply(
        WeightFormat format, in RowRange rows, QuantizedTokens x, Panel panel, VectorWidth width)
    {
        switch (format)
        {
            case WeightFormat.Q4_0:
                Bytes<BlockQ4_0, FormatQ4_0>(rows, x, panel, width);
                break;
            case WeightFormat.Q4_1:
                Bytes<BlockQ4_1, FormatQ4_1>(rows, x, panel, width);
                break;
            case WeightFormat.Q5_0:
                Bytes<BlockQ5_0, FormatQ5_0>(rows, x, panel, width);
                break;
            case WeightFormat.Q5_1:
                Bytes<BlockQ5_1, FormatQ5_1>(rows, x, panel, width);
                break;
            case WeightFormat.Q4_K:
                Bytes<BlockQ4_K, FormatQ4_K>(rows, x, panel, width);
                break;
            case WeightFormat.Q5_K:
                Bytes<BlockQ5_K, FormatQ5_K>(rows, x, panel, width);
                break;
            case WeightFormat.Q8_0:
                Shorts<BlockQ8_0, FormatQ8_0>(rows, x, panel, width);
                break;
            case WeightFormat.IQ4_NL:
                Shorts<BlockIQ4_NL, FormatIQ4_NL>(rows, x, panel, width);
                break;
            case WeightFormat.MXFP4:
                Shorts<BlockMXFP4, FormatMXFP4>(rows, x, panel, width);
                break;
            case WeightFormat.Q3_K:
                Shorts<BlockQ3_K, FormatQ3_K>(rows, x, panel, width);
                break;
            case WeightFormat.Q6_K:
                Shorts<BlockQ6_K, FormatQ6_K>(rows, x, panel, width);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, "The format is not quantised.");
        }

        // What is computed with are pointers into their memory.
        GC.KeepAlive(x);
        GC.KeepAlive(panel);
    }

    private static void Bytes<TBlock, TFormat>(in RowRange rows, QuantizedTokens x, Panel panel, VectorWidth width)
        where TBlock : unmanaged
        where TFormat : struct, IByteFormat<TBlock>
    {
        switch (width)
        {
            case VectorWidth.Vector512:
                GroupMatMul.Multiply<TBlock, ByteProduct512<TBlock, TFormat>>(rows, x, panel);
                break;
            case VectorWidth.Vector256:
                GroupMatMul.Multiply<TBlock, ByteProduct256<TBlock, TFormat>>(rows, x, panel);
                break;
            default:
                GroupMatMul.Narrow<TBlock, TFormat>(rows, x, panel, width);
                break;
        }
    }

    private static void Shorts<TBlock, TFormat>(in RowRange rows, QuantizedTokens x, Panel panel, VectorWidth width)
        where TBlock : unmanaged
        where TFormat : struct, IShortFormat<TBlock>
    {
        switch (width)
        {
            case VectorWidth.Vector512:
                GroupMatMul.Multiply<TBlock, ShortProduct512<TBlock, TFormat>>(rows, x, panel);
                break;
            case VectorWidth.Vector256:
                GroupMatMul.Multiply<TBlock, ShortProduct256<TBlock, TFormat>>(rows, x, panel);
                break;
            default:
                GroupMatMul.Narrow<TBlock, TFormat>(rows, x, panel, width);
                break;
        }
    }
}
