using Ganban.Kernels.MatMul;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Models;

/// <summary>
/// The loop of a matrix product: an item is a range of rows. Belongs to the activations that it reads and is used again
/// for each matrix that they are multiplied with.
/// </summary>
/// <param name="x">The right factor.</param>
internal sealed class MatrixProduct(Activations x) : ILoopBody
{
    private Matrix? _matrix;
    private Memory<float> _y;
    private PanelStock? _panels;
    private int _rowsPerItem;

    /// <summary>y = x·wᵀ; see <see cref="Matrix.Multiply"/>.</summary>
    public void Compute(Matrix matrix, Memory<float> y, WorkPool pool)
    {
        (_matrix, _y, _panels) = (matrix, y, pool.Panels);
        _rowsPerItem = WeightMatMul.RowsPerRange(matrix.Format, matrix.Rows, matrix.Columns, pool.Parallelism);
        var items = (matrix.Rows + _rowsPerItem - 1) / _rowsPerItem;
        x.Prepare(matrix.Format, pool);
        pool.Run(items, (long)matrix.Rows * matrix.Columns * x.Tokens, this);
    }

    /// <inheritdoc/>
    public void Run(int item)
    {
        var start = item * _rowsPerItem;
        var end = Math.Min(start + _rowsPerItem, _matrix!.Rows);
        _matrix.MultiplyRows(x, _y.Span, start, end, _panels!);
    }
}
