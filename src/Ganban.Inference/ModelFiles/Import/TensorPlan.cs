namespace Ganban.Inference.ModelFiles.Import;

/// <summary>
/// How a tensor of the GGUF file is made: row by row from rows of source tensors, so that stacking experts, turning
/// heads and cutting are all the same.
/// </summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Shape">Its sizes, columns first.</param>
/// <param name="RowOf">Which source tensor and which row of it is row n.</param>
internal sealed record TensorPlan(string Name, long[] Shape, Func<long, (string Tensor, long Row)> RowOf)
{
    /// <summary>Numbers in a row of the source; 1 where a vector's numbers are put in order.</summary>
    public required int RowLength { get; init; }

    /// <summary>What is added to each number.</summary>
    public float Plus { get; init; }

    /// <summary>Number of rows of the source.</summary>
    public long Rows => Shape.Aggregate(1L, (product, size) => product * size) / RowLength;

    /// <summary>A tensor as it is.</summary>
    /// <param name="name">The new name.</param>
    /// <param name="source">The source tensor.</param>
    /// <param name="shape">Its sizes, rows first.</param>
    public static TensorPlan Copy(string name, string source, IReadOnlyList<long> shape)
    {
        // The gate of shared experts is a matrix of one row, and a vector to GGUF.
        long[] sizes = shape is [1, _] && name.Contains("ffn_gate_inp_shexp", StringComparison.Ordinal)
            ? [shape[1]]
            : [.. shape.Reverse()];
        return new TensorPlan(name, sizes, row => (source, row)) { RowLength = checked((int)sizes[0]) };
    }

    /// <summary>
    /// Queries or keys: rows i and i + half of a head, which the source turns together, become neighbours.
    /// </summary>
    public TensorPlan WithNeighbours(int heads)
    {
        var isVector = Shape.Length == 1;
        var rows = isVector ? Shape[0] : Rows;
        if (heads == 0 || rows % (2 * heads) != 0)
        {
            throw new ModelFileException($"The tensor for '{Name}' has {rows} rows, not {heads} heads of an even size.");
        }

        var (headRows, rowOf) = (rows / heads, RowOf);
        var source = rowOf(0).Tensor;
        return this with
        {
            RowLength = isVector ? 1 : RowLength,
            RowOf = row =>
            {
                var (head, place) = Math.DivRem(row, headRows);
                return (source, (head * headRows) + (place % 2 * (headRows / 2)) + (place / 2));
            },
        };
    }

    /// <summary>The rows from one on.</summary>
    public TensorPlan From(int first)
    {
        var rowOf = RowOf;
        return Shape.Length == 2 && Shape[1] > first
            ? this with { Shape = [Shape[0], Shape[1] - first], RowOf = row => rowOf(row + first) }
            : throw new ModelFileException($"The tensor for '{Name}' has fewer than {first} rows.");
    }

    /// <summary>Matrices of one shape, one for each expert, on top of each other.</summary>
    public static TensorPlan Stack(string name, IReadOnlyList<string> sources, IReadOnlyList<long> shape)
    {
        var rows = shape[0];
        return new TensorPlan(
            name, [shape[1], rows, sources.Count], row => (sources[(int)(row / rows)], row % rows))
        {
            RowLength = checked((int)shape[1]),
        };
    }

    /// <summary>A part of each expert's rows, of a tensor that holds all experts.</summary>
    public static TensorPlan Part(string name, string source, IReadOnlyList<long> shape, long first, long rows) =>
        new(name, [shape[2], rows, shape[0]], row => (source, (row / rows * shape[1]) + first + (row % rows)))
        {
            RowLength = checked((int)shape[2]),
        };
}
