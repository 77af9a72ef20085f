namespace Ganban.Kernels.Gemm;

/// <summary>
/// An F32 matrix in someone else's memory: rows of <see cref="Columns"/> numbers, each <see cref="Stride"/> numbers
/// after the one before; or, transposed, the same memory read the other way. Costs nothing to make.
/// </summary>
public readonly record struct MatrixView
{
    /// <summary>A matrix whose rows lie one after another.</summary>
    /// <param name="memory">At least `rows × columns` numbers.</param>
    /// <param name="rows">Rows, 0 or more.</param>
    /// <param name="columns">Columns, at least 1.</param>
    public MatrixView(Memory<float> memory, int rows, int columns)
        : this(memory, rows, columns, columns)
    {
    }

    /// <summary>A matrix whose rows lie at a distance from each other.</summary>
    /// <param name="memory">At least `(rows − 1) × stride + columns` numbers.</param>
    /// <param name="rows">Rows, 0 or more.</param>
    /// <param name="columns">Columns, at least 1.</param>
    /// <param name="stride">From the start of a row to the next, at least the columns.</param>
    public MatrixView(Memory<float> memory, int rows, int columns, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, columns);
        var needed = rows == 0 ? 0 : ((long)(rows - 1) * stride) + columns;
        ArgumentOutOfRangeException.ThrowIfLessThan(memory.Length, needed, nameof(memory));
        (Memory, Rows, Columns, Stride) = (memory, rows, columns, stride);
    }

    /// <summary>The numbers.</summary>
    public Memory<float> Memory { get; private init; }

    /// <summary>Rows, as read.</summary>
    public int Rows { get; private init; }

    /// <summary>Columns, as read.</summary>
    public int Columns { get; private init; }

    /// <summary>From the start of a row in memory to the next.</summary>
    public int Stride { get; private init; }

    /// <summary>Whether rows in memory are columns as read.</summary>
    public bool IsTransposed { get; private init; }

    /// <summary>The same memory with rows as columns.</summary>
    public MatrixView Transpose() =>
        this with { Rows = Columns, Columns = Rows, IsTransposed = !IsTransposed };
}
