using Ganban.Inference.ModelFiles;
using Ganban.Kernels.Formats;
using Ganban.Kernels.MatMul;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Models;

/// <summary>A weight matrix `[rows × columns]` where it lies in the model file, in any supported format.</summary>
internal sealed class Matrix
{
    private readonly GgufFile _file;
    private readonly GgufTensor _tensor;
    private readonly long _rowBytes;
    private readonly long _start;

    /// <summary>A tensor that is one matrix.</summary>
    public Matrix(GgufFile file, string name, int rows, int columns)
        : this(file, file.GetTensor(name, columns, rows), 0, rows, columns)
    {
    }

    private Matrix(GgufFile file, GgufTensor tensor, long firstRow, int rows, int columns)
    {
        _file = file;
        _tensor = tensor;
        (Columns, Rows) = (columns, rows);
        _rowBytes = GgmlFormat.Of(tensor.Type).Bytes(Columns);
        _start = firstRow * _rowBytes;
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>The format of its numbers in the file.</summary>
    public TensorType Type => _tensor.Type;

    /// <summary>The same for the kernels.</summary>
    public WeightFormat Format => (WeightFormat)_tensor.Type;

    /// <summary>
    /// The matrices of a tensor `[count × rows × columns]`, such as the experts of a mixture, whose rows lie one matrix
    /// after another.
    /// </summary>
    public static Matrix[] Slices(GgufFile file, string name, int count, int rows, int columns)
    {
        var tensor = file.GetTensor(name, columns, rows, count);
        return
        [
            .. Enumerable.Range(0, count).Select(slice => new Matrix(file, tensor, (long)slice * rows, rows, columns)),
        ];
    }

    /// <summary>
    /// Some rows of a tensor that is several matrices under one another, such
    /// as queries, keys and values.
    /// </summary>
    public static Matrix RowRange(GgufFile file, string name, int allRows, int columns, int start, int rows) =>
        new(file, file.GetTensor(name, columns, allRows), start, rows, columns);

    /// <summary>A tensor of four dimensions whose inner three are a row, such as the pixels of a patch.</summary>
    public static Matrix Flattened(GgufFile file, string name, int rows, int width, int height, int depth) =>
        new(file, file.GetTensor(name, width, height, depth, rows), 0, rows, width * height * depth);

    /// <summary>y = x·wᵀ. Allocates nothing.</summary>
    /// <param name="x">`[tokens × columns]`; belongs to the caller, however many share the matrix.</param>
    /// <param name="y">Takes `[tokens × rows]`.</param>
    /// <param name="pool">Shares the rows among threads.</param>
    public void Multiply(Activations x, Memory<float> y, WorkPool pool) => x.Product.Compute(this, y, pool);

    /// <summary>One row as F32, `[columns]`.</summary>
    public void ReadRow(int row, Span<float> destination) =>
        Weights.ToSingle(Format, Read(row, row + 1), destination);

    /// <summary>The rows from start to end of <see cref="Multiply"/>.</summary>
    internal void MultiplyRows(Activations x, Span<float> y, int start, int end, PanelStock panels) =>
        WeightMatMul.Multiply(
            Format, Read(start, end), Columns, x.Values, x.Quantized, y, start, Rows, panels);

    private ReadOnlySpan<byte> Read(int start, int end) =>
        _file.Read(_tensor, _start + (start * _rowBytes), checked((int)((end - start) * _rowBytes)));
}
