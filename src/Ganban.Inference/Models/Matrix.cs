using System.Buffers;
using System.Runtime.InteropServices;
using Ganban.Inference.ModelFiles;
using Ganban.Kernels.Blocks;
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
        : this(file, file.GetTensor(name, columns, rows), 0, rows)
    {
    }

    private Matrix(GgufFile file, GgufTensor tensor, long firstRow, int rows)
    {
        _file = file;
        _tensor = tensor;
        (Columns, Rows) = ((int)tensor.Shape[0], rows);
        _rowBytes = GgmlFormat.Of(tensor.Type).Bytes(Columns);
        _start = firstRow * _rowBytes;
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>The format of its numbers in the file.</summary>
    public TensorType Type => _tensor.Type;

    /// <summary>
    /// The matrices of a tensor `[count × rows × columns]`, such as the experts of a mixture, whose rows lie one matrix
    /// after another.
    /// </summary>
    public static Matrix[] Slices(GgufFile file, string name, int count, int rows, int columns)
    {
        var tensor = file.GetTensor(name, columns, rows, count);
        return [.. Enumerable.Range(0, count).Select(slice => new Matrix(file, tensor, (long)slice * rows, rows))];
    }

    /// <summary>Some rows of a tensor that is several matrices under one another, such as queries, keys and values.</summary>
    public static Matrix RowRange(GgufFile file, string name, int allRows, int columns, int start, int rows) =>
        new(file, file.GetTensor(name, columns, allRows), start, rows);

    /// <summary>y = x·wᵀ. Allocates nothing.</summary>
    /// <param name="x">`[tokens × columns]`; belongs to the caller, however many share the matrix.</param>
    /// <param name="y">Takes `[tokens × rows]`.</param>
    /// <param name="pool">Shares the rows among threads.</param>
    public void Multiply(Activations x, Memory<float> y, WorkPool pool)
    {
        if (_tensor.Type is TensorType.Q8_0)
        {
            x.Quantize();
        }

        x.Product.Compute(this, y, pool);
    }

    /// <summary>One row as F32, `[columns]`.</summary>
    public void ReadRow(int row, Span<float> destination) =>
        Weights.ToSingle((WeightFormat)_tensor.Type, Read(row, row + 1), destination);

    /// <summary>The rows from start to end of <see cref="Multiply"/>.</summary>
    internal void MultiplyRows(Activations x, Span<float> y, int start, int end)
    {
        var bytes = Read(start, end);
        switch (_tensor.Type)
        {
            case TensorType.F32:
                MatMulF32.Multiply(MemoryMarshal.Cast<byte, float>(bytes), Columns, x.Values, y, start, Rows);
                break;
            case TensorType.F16:
                MatMulF16.Multiply(MemoryMarshal.Cast<byte, Half>(bytes), Columns, x.Values, y, start, Rows);
                break;
            case TensorType.Q8_0:
                var blocks = MemoryMarshal.Cast<byte, BlockQ8_0>(bytes);
                MatMulQ8_0.Multiply(blocks, Columns, x.Quants, x.Scales, y, start, Rows);
                break;
            default:
                MultiplyWidened(bytes, x, y, start, end);
                break;
        }
    }

    private void MultiplyWidened(ReadOnlySpan<byte> bytes, Activations x, Span<float> y, int start, int end)
    {
        var widened = ArrayPool<float>.Shared.Rent(Columns);
        for (var row = start; row < end; row++)
        {
            var stored = bytes.Slice((int)((row - start) * _rowBytes), (int)_rowBytes);
            Weights.ToSingle((WeightFormat)_tensor.Type, stored, widened.AsSpan(0, Columns));
            MatMulF32.Multiply(widened.AsSpan(0, Columns), Columns, x.Values, y, row, Rows);
        }

        ArrayPool<float>.Shared.Return(widened);
    }

    private ReadOnlySpan<byte> Read(int start, int end) =>
        _file.Read(_tensor, _start + (start * _rowBytes), checked((int)((end - start) * _rowBytes)));
}
