using Ganban.Kernels.Threading;

namespace Ganban.Inference.Models;

/// <summary>
/// The loop of a matrix product: an item is a range of rows. Belongs to the activations that it reads and is used again
/// for each matrix that they are multiplied with.
/// </summary>
/// <param name="x">The right factor.</param>
internal sealed class MatrixProduct(Activations x) : ILoopBody
{
    // Enough items that a slow core does not hold up a fast one, few enough that handing them out costs nothing.
    private const int ItemsPerCore = 4;

    private Matrix? _matrix;
    private Memory<float> _y;
    private int _rowsPerItem;

    /// <summary>y = x·wᵀ; see <see cref="Matrix.Multiply"/>.</summary>
    public void Compute(Matrix matrix, Memory<float> y, WorkPool pool)
    {
        var items = Math.Clamp(matrix.Rows / 8, 1, pool.Parallelism * ItemsPerCore);
        (_matrix, _y) = (matrix, y);
        _rowsPerItem = (matrix.Rows + items - 1) / items;
        pool.Run(items, (long)matrix.Rows * matrix.Columns * x.Tokens, this);
    }

    /// <inheritdoc/>
    public void Run(int item)
    {
        var start = item * _rowsPerItem;
        var end = Math.Min(start + _rowsPerItem, _matrix!.Rows);
        if (start < end)
        {
            _matrix.MultiplyRows(x, _y.Span, start, end);
        }
    }
}
