using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ganban.Kernels.Formats;
using Ganban.Kernels.MatMul;
using Ganban.Kernels.Tests.Formats;

namespace Ganban.Kernels.Tests.MatMul;

public class WeightMatMulTests
{
    public static TheoryData<WeightFormat> Quantized =>
        [.. Enum.GetValues<WeightFormat>().Where(WeightMatMul.IsQuantized)];

    public static TheoryData<WeightFormat> All => [.. Enum.GetValues<WeightFormat>()];

    private static IEnumerable<VectorWidth> Widths =>
        Enum.GetValues<VectorWidth>().Where(width => width <= VectorWidths.Widest);

    [Theory]
    [MemberData(nameof(Quantized))]
    public void Every_width_gives_the_bits_of_the_definition(WeightFormat format)
    {
        var block = Weights.BlockElements(format);
        foreach (var blocks in block == 256 ? (int[])[1, 2, 3] : [1, 7, 8, 9, 15, 28])
        {
            foreach (var rows in (int[])[1, 16, 31, 33])
            {
                var weights = StoredWeights.Arbitrary(format, rows * blocks * block, (uint)(rows + blocks));
                foreach (var tokens in (int[])[1, 4, 5])
                {
                    var x = Numbers.Singles(tokens, tokens * blocks * block);
                    var expected = Multiply(format, weights, blocks * block, x, rows, VectorWidth.Scalar);
                    foreach (var width in Widths)
                    {
                        var actual = Multiply(format, weights, blocks * block, x, rows, width);
                        Assert.True(
                            expected.AsSpan().SequenceEqual(actual),
                            $"{width} differs: {blocks} blocks, {rows} rows, {tokens} tokens.");
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_product_is_the_same_whatever_is_computed_with_it(WeightFormat format)
    {
        const int Columns = 768, Rows = 70, Tokens = 9;
        var weights = StoredWeights.Arbitrary(format, Rows * Columns);
        var rowBytes = weights.Length / Rows;
        var x = Numbers.Singles(1, Tokens * Columns);
        var all = new float[Tokens * Rows];
        Run(format, weights, Columns, x, all, 0, Rows);
        for (var tokens = 1; tokens < Tokens; tokens++)
        {
            var some = new float[tokens * Rows];
            foreach (var (start, end) in new[] { (0, 4), (4, 5), (5, 41), (41, Rows) })
            {
                var range = weights.AsSpan((start * rowBytes)..(end * rowBytes)).ToArray();
                Run(format, range, Columns, x[..(tokens * Columns)], some, start, Rows);
            }

            Assert.Equal(all[..some.Length], some);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_product_is_off_by_the_rounding_of_the_activations_at_most(WeightFormat format)
    {
        const int Columns = 512, Rows = 33, Tokens = 5;
        var weights = StoredWeights.Arbitrary(format, Rows * Columns);
        var wide = new float[Rows * Columns];
        Weights.ToSingle(format, weights, wide);
        var x = Numbers.Singles(3, Tokens * Columns);
        var y = new float[Tokens * Rows];
        Run(format, weights, Columns, x, y, 0, Rows);
        for (var index = 0; index < y.Length; index++)
        {
            var (token, row) = (index / Rows, index % Rows);
            double exact = 0, magnitudes = 0, roundings = 0;
            for (var column = 0; column < Columns; column++)
            {
                double w = wide[(row * Columns) + column], product = w * x[(token * Columns) + column];
                exact += product;
                magnitudes += Math.Abs(product);
                var group = x.AsSpan((token * Columns) + (column / 32 * 32), 32).ToArray();
                roundings += Math.Abs(w) * group.Max(Math.Abs) / 254;
            }

            // Half a scale for each activation; values of formats with a minimum may cancel, which costs F32 roundings.
            var bound = (WeightMatMul.IsQuantized(format) ? 1.001 * roundings : 0)
                + (64 * Numbers.DotBound(Columns, magnitudes));
            Assert.InRange(Math.Abs(y[index] - exact), 0, bound);
        }
    }

    [Theory]
    [MemberData(nameof(Quantized))]
    public void Extreme_values_do_not_overflow(WeightFormat format)
    {
        const int Columns = 512, Rows = 3;
        foreach (var fill in (byte[])[0x00, 0x7F, 0x80, 0xFF])
        {
            var weights = StoredWeights.Arbitrary(format, Rows * Columns);
            StoredWeights.FillValues(format, weights, fill);
            foreach (var sign in (float[])[1, -1])
            {
                var x = Enumerable.Repeat(sign, 4 * Columns).ToArray();
                var expected = Multiply(format, weights, Columns, x, Rows, VectorWidth.Scalar);
                foreach (var width in Widths)
                {
                    Assert.Equal(expected, Multiply(format, weights, Columns, x, Rows, width));
                }

                var one = Multiply(format, weights, Columns, x[..Columns], Rows, VectorWidths.Widest);
                Assert.Equal(expected[..Rows], one);
            }
        }
    }

    [Fact]
    public void Numbers_that_do_not_fit_are_refused()
    {
        var (x, panels) = (new QuantizedTokens(2, 256), new PanelStock());
        WeightMatMul.Prepare(WeightFormat.Q4_K, new float[256], x);
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightMatMul.Multiply(
            WeightFormat.Q4_K, new byte[143], 256, new float[256], x, new float[1], 0, 1, panels));
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightMatMul.Multiply(
            WeightFormat.Q4_K, new byte[288], 256, new float[256], x, new float[2], 1, 2, panels));
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightMatMul.Multiply(
            WeightFormat.Q4_K, new byte[144], 256, new float[512], x, new float[2], 0, 1, panels));
    }

    [Fact]
    public void This_processor_uses_the_vectors_that_it_has()
    {
        var expected = Avx512Vbmi.IsSupported && Vector512.IsHardwareAccelerated ? VectorWidth.Vector512
            : Avx2.IsSupported ? VectorWidth.Vector256
            : Vector128.IsHardwareAccelerated ? VectorWidth.Vector128
            : VectorWidth.Scalar;
        Assert.Equal(expected, VectorWidths.Widest);
    }

    private static void Run(
        WeightFormat format, byte[] weights, int columns, float[] values, float[] y, int start, int rows)
    {
        var x = new QuantizedTokens(values.Length / columns, columns);
        WeightMatMul.Prepare(format, values, x);
        WeightMatMul.Multiply(format, weights, columns, values, x, y, start, rows, new PanelStock());
    }

    private static float[] Multiply(
        WeightFormat format, byte[] weights, int columns, float[] values, int rows, VectorWidth width)
    {
        var x = new QuantizedTokens(values.Length / columns, columns);
        var bytes = WeightMatMul.IsBytes(format) && width >= VectorWidth.Vector256;
        x.Begin(values.Length / columns, bytes);
        for (var token = 0; token < values.Length / columns; token++)
        {
            x.Quantize(token, values.AsSpan(token * columns, columns), bytes);
        }

        var y = new float[values.Length / columns * rows];
        WeightMatMul.Multiply(format, new RowRange(weights, rows, y, rows), x, new Panel(), width);
        return y;
    }
}
