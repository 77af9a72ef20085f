using System.Runtime.InteropServices;
using Ganban.Inference.ModelFiles;
using Ganban.Kernels.Blocks;
using Ganban.Kernels.Elementwise;
using Ganban.Kernels.MatMul;
using Ganban.Kernels.Threading;

namespace Ganban.Inference.Models;

/// <summary>A weight matrix `[rows × columns]` where it lies in the model file, in any supported format.</summary>
internal sealed class Matrix
{
    // Enough items that a slow core does not hold up a fast one, few enough that handing them out costs nothing.
    private const int ItemsPerCore = 4;

    private readonly GgufFile _file;
    private readonly GgufTensor _tensor;
    private readonly long _rowBytes;

    public Matrix(GgufFile file, string name, int rows, int columns)
    {
        _file = file;
        _tensor = file.GetTensor(name, columns, rows);
        _rowBytes = GgmlFormat.Of(_tensor.Type).Bytes(columns);
        Rows = rows;
        Columns = columns;
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>y = x·wᵀ.</summary>
    /// <param name="x">`[tokens × columns]`.</param>
    /// <param name="y">Takes `[tokens × rows]`.</param>
    /// <param name="pool">Shares the rows among threads.</param>
    public void Multiply(Activations x, float[] y, WorkPool pool)
    {
        if (_tensor.Type is TensorType.Q8_0)
        {
            x.Quantize();
        }

        var items = Math.Clamp(Rows / 8, 1, pool.Parallelism * ItemsPerCore);
        var rowsPerItem = (Rows + items - 1) / items;
        pool.Run(items, (long)Rows * Columns * x.Tokens, item =>
        {
            var start = item * rowsPerItem;
            var end = Math.Min(start + rowsPerItem, Rows);
            if (start < end)
            {
                MultiplyRows(x, y, start, end);
            }
        });
    }

    /// <summary>One row as F32, `[columns]`.</summary>
    public void ReadRow(int row, Span<float> destination)
    {
        var bytes = Read(row, row + 1);
        switch (_tensor.Type)
        {
            case TensorType.F32:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(destination);
                break;
            case TensorType.F16:
                HalfConversion.ToSingle(MemoryMarshal.Cast<byte, Half>(bytes), destination);
                break;
            case TensorType.Q8_0:
                QuantizeQ8_0.ToSingle(MemoryMarshal.Cast<byte, BlockQ8_0>(bytes), destination);
                break;
        }
    }

    private void MultiplyRows(Activations x, float[] y, int start, int end)
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
        }
    }

    private ReadOnlySpan<byte> Read(int start, int end) =>
        _file.Read(_tensor, start * _rowBytes, checked((int)((end - start) * _rowBytes)));
}
