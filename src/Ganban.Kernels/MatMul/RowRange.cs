namespace Ganban.Kernels.MatMul;

/// <summary>A range of a matrix's rows, and where its products go.</summary>
/// <param name="weights">The stored rows, one after another.</param>
/// <param name="count">How many rows.</param>
/// <param name="y">Products from the range's first row on: token t's are `yRows` · t numbers further on.</param>
/// <param name="yRows">Rows of the whole matrix.</param>
internal readonly ref struct RowRange(ReadOnlySpan<byte> weights, int count, Span<float> y, int yRows)
{
    public ReadOnlySpan<byte> Weights { get; } = weights;

    public int Count { get; } = count;

    public Span<float> Y { get; } = y;

    public int YRows { get; } = yRows;
}
