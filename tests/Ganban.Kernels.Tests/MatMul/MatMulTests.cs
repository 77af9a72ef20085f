using Ganban.Kernels.Dot;
using Ganban.Kernels.MatMul;
using Ganban.Kernels.Tests.Dot;

namespace Ganban.Kernels.Tests.MatMul;

public class MatMulTests
{
    private const int Rows = 11;

    [Theory]
    [InlineData(1)]
    [InlineData(37)]
    [InlineData(64)]
    public void A_float_result_is_the_same_for_any_number_of_tokens_and_any_cut_of_the_rows(int columns)
    {
        var w = Numbers.Singles(1, Rows * columns);
        var halves = w.Select(number => (Half)number).ToArray();
        for (var tokens = 1; tokens <= 9; tokens++)
        {
            var x = Numbers.Singles(2, tokens * columns);
            var (y, yHalf) = (new float[tokens * Rows], new float[tokens * Rows]);
            foreach (var (start, end) in new[] { (0, 4), (4, 5), (5, Rows) })
            {
                MatMulF32.Multiply(w.AsSpan((start * columns)..(end * columns)), columns, x, y, start, Rows);
                MatMulF16.Multiply(halves.AsSpan((start * columns)..(end * columns)), columns, x, yHalf, start, Rows);
            }

            for (var index = 0; index < y.Length; index++)
            {
                var (row, token) = (index % Rows * columns, index / Rows * columns);
                Assert.Equal(DotF32.Dot(w.AsSpan(row, columns), x.AsSpan(token, columns)), y[index]);
                Assert.Equal(DotF16.Dot(halves.AsSpan(row, columns), x.AsSpan(token, columns)), yHalf[index]);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_Q8_0_result_is_the_same_for_any_number_of_tokens_and_any_cut_of_the_rows(int blocks)
    {
        var columns = blocks * 32;
        var w = DotQ8_0Tests.Weights(Rows * blocks, seed: 1);
        for (var tokens = 1; tokens <= 9; tokens++)
        {
            var (values, scales) = DotQ8_0Tests.Activations(tokens * blocks, seed: 2);
            var y = new float[tokens * Rows];
            foreach (var (start, end) in new[] { (0, 4), (4, 5), (5, Rows) })
            {
                var rows = w.AsSpan((start * blocks)..(end * blocks));
                MatMulQ8_0.Multiply(rows, columns, values, scales, y, start, Rows);
            }

            for (var index = 0; index < y.Length; index++)
            {
                var (row, token) = (index % Rows * blocks, index / Rows);
                var x = values.AsSpan(token * columns, columns);
                Assert.Equal(DotQ8_0.Dot(w.AsSpan(row, blocks), x, scales.AsSpan(token * blocks, blocks)), y[index]);
            }
        }
    }
}
