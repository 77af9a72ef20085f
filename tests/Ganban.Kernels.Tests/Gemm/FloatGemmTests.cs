using System.Runtime.Intrinsics;
using Ganban.Kernels.Gemm;
using Ganban.Kernels.Threading;
using Ganban.Kernels.Vectors;

namespace Ganban.Kernels.Tests.Gemm;

public sealed class FloatGemmTests
{
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 1, 1, 1 }, { 5, 17, 3 }, { 6, 16, 256 }, { 7, 31, 257 }, { 97, 65, 40 }, { 13, 70, 513 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Every_layout_width_and_number_of_threads_gives_the_chain_of_multiply_adds(int m, int n, int k)
    {
        foreach (var transposeA in new[] { false, true })
        {
            foreach (var transposeB in new[] { false, true })
            {
                foreach (var add in new[] { false, true })
                {
                    var a = Random(m, k, transposeA, 1);
                    var b = Random(k, n, transposeB, 2);
                    var expected = Definition(a, b, Random(m, n, false, 3), add);
                    Assert.All(Products(a, b, add, () => Random(m, n, false, 3)), c => Assert.Equal(expected, c));
                }
            }
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        var a = Random(3, 4, false, 1);
        Assert.Throws<ArgumentException>(
            () => FloatGemm.MultiplyAlone(new GemmScratch(), a, Random(5, 2, false, 1), Random(3, 2, false, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MatrixView(new float[11], 3, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MatrixView(new float[12], 3, 4, 3));
    }

    private static IEnumerable<float[]> Products(MatrixView a, MatrixView b, bool add, Func<MatrixView> result)
    {
        var c = result();
        FloatGemm.Alone<Width128, Vector128<float>>(new GemmScratch(), a, b, c, add);
        yield return Numbers(c);
        c = result();
        FloatGemm.Alone<Width256, Vector256<float>>(new GemmScratch(), a, b, c, add);
        yield return Numbers(c);
        c = result();
        FloatGemm.Alone<Width512, Vector512<float>>(new GemmScratch(), a, b, c, add);
        yield return Numbers(c);
        foreach (var threads in new[] { 1, 3 })
        {
            using var pool = new WorkPool(threads);
            c = result();
            new FloatGemm(pool).Multiply(a, b, c, add);
            yield return Numbers(c);
        }
    }

    private static float[] Definition(MatrixView a, MatrixView b, MatrixView c, bool add)
    {
        for (var row = 0; row < a.Rows; row++)
        {
            for (var column = 0; column < b.Columns; column++)
            {
                ref var sum = ref At(c, row, column);
                sum = add ? sum : 0;
                for (var inner = 0; inner < a.Columns; inner++)
                {
                    sum = MathF.FusedMultiplyAdd(At(a, row, inner), At(b, inner, column), sum);
                }
            }
        }

        return Numbers(c);
    }

    private static ref float At(MatrixView matrix, int row, int column) => ref matrix.Memory.Span[
        matrix.IsTransposed ? (column * matrix.Stride) + row : (row * matrix.Stride) + column];

    private static MatrixView Random(int rows, int columns, bool transposed, int seed)
    {
        var random = new Random(seed);
        var (memoryRows, memoryColumns) = transposed ? (columns, rows) : (rows, columns);
        var stride = memoryColumns + 3;
        var numbers = new float[((memoryRows - 1) * stride) + memoryColumns];
        foreach (ref var number in numbers.AsSpan())
        {
            number = random.NextSingle() - 0.5f;
        }

        var matrix = new MatrixView(numbers, memoryRows, memoryColumns, stride);
        return transposed ? matrix.Transpose() : matrix;
    }

    // All numbers, those between the rows too: they must stay.
    private static float[] Numbers(MatrixView matrix) => matrix.Memory.ToArray();
}
