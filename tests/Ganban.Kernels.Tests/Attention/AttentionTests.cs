using Ganban.Kernels.Attention;

namespace Ganban.Kernels.Tests.Attention;

public class AttentionTests
{
    [Fact]
    public void Scores_agree_with_double_precision_for_every_width_and_number_of_rows()
    {
        foreach (var width in Enumerable.Range(1, 35).Append(64).Append(128))
        {
            foreach (var rows in Enumerable.Range(0, 10))
            {
                var stride = width + (rows % 3);
                var q = Numbers.Singles(1, width);
                var keys = Numbers.Singles(2, Math.Max((rows - 1) * stride, 0) + width);
                var (fast, scalar) = (new float[rows], new float[rows]);
                RowDots.Apply(q, keys, stride, 0.5f, fast);
                RowDots.Scalar(q, keys, stride, 0.5f, scalar);
                for (var row = 0; row < rows; row++)
                {
                    var products = q.Select((number, index) => 0.5 * number * keys[(row * stride) + index]).ToArray();
                    var bound = Numbers.DotBound(width, products.Sum(Math.Abs));
                    Assert.InRange(Math.Abs(fast[row] - products.Sum()), 0, bound);
                    Assert.InRange(Math.Abs(scalar[row] - products.Sum()), 0, bound);
                }
            }
        }
    }

    [Fact]
    public void A_score_does_not_depend_on_the_rows_beside_it()
    {
        var (q, keys) = (Numbers.Singles(1, 19), Numbers.Singles(2, 20 * 11));
        var all = new float[11];
        RowDots.Apply(q, keys, 20, 1, all);
        for (var rows = 1; rows < all.Length; rows++)
        {
            var some = new float[rows];
            RowDots.Apply(q, keys, 20, 1, some);
            Assert.Equal(all[..rows], some);
        }
    }

    [Fact]
    public void Weighted_sums_agree_with_double_precision_for_every_width_and_number_of_rows()
    {
        foreach (var width in Enumerable.Range(1, 70).Append(128))
        {
            foreach (var rows in Enumerable.Range(0, 6))
            {
                var stride = width + (rows % 3);
                var weights = Numbers.Singles(1, rows);
                var values = Numbers.Singles(2, Math.Max((rows - 1) * stride, 0) + width);
                var (fast, scalar) = (new float[width], new float[width]);
                WeightedRows.Apply(weights, values, stride, fast);
                WeightedRows.Scalar(weights, values, stride, scalar);
                for (var index = 0; index < width; index++)
                {
                    var column = index;
                    var products = weights
                        .Select((weight, row) => (double)weight * values[(row * stride) + column]).ToList();
                    var bound = Numbers.DotBound(rows, products.Sum(Math.Abs));
                    Assert.InRange(Math.Abs(fast[index] - products.Sum()), 0, bound);
                    Assert.InRange(Math.Abs(scalar[index] - products.Sum()), 0, bound);
                }
            }
        }
    }

    [Fact]
    public void Rows_that_are_not_all_there_are_refused()
    {
        Assert.Throws<ArgumentException>(() => RowDots.Apply(new float[4], new float[11], 4, 1, new float[3]));
        Assert.Throws<ArgumentException>(() => WeightedRows.Apply(new float[3], new float[11], 4, new float[4]));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => RowDots.Apply(new float[4], new float[40], 3, 1, new float[3]));
    }
}
