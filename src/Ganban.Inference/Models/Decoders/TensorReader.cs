using System.Runtime.InteropServices;
using Ganban.Inference.ModelFiles;
using Ganban.Kernels.Elementwise;

namespace Ganban.Inference.Models.Decoders;

/// <summary>
/// Takes a model's tensors from its file and remembers which: one that nobody takes, such as a bias, would make the
/// answers quietly wrong. Matrices stay in the file, vectors are read.
/// </summary>
internal sealed class TensorReader(GgufFile file)
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public bool Has(string name) => file.Tensors.ContainsKey(name);

    public Matrix Matrix(string name, int rows, int columns)
    {
        _taken.Add(name);
        return new Matrix(file, name, rows, columns);
    }

    /// <summary>Some rows of a tensor that holds several matrices under one another.</summary>
    public Matrix RowRange(string name, int allRows, int columns, int start, int rows)
    {
        _taken.Add(name);
        return Models.Matrix.RowRange(file, name, allRows, columns, start, rows);
    }

    /// <summary>A matrix whose rows are blocks of `[depth × height × width]`.</summary>
    public Matrix Flattened(string name, int rows, int width, int height, int depth)
    {
        _taken.Add(name);
        return Models.Matrix.Flattened(file, name, rows, width, height, depth);
    }

    /// <summary>The matrices of a tensor, one for each expert.</summary>
    public Matrix[] Experts(string name, int count, int rows, int columns)
    {
        _taken.Add(name);
        return Models.Matrix.Slices(file, name, count, rows, columns);
    }

    public float[] Vector(string name, int length)
    {
        _taken.Add(name);
        var tensor = file.GetTensor(name, length);
        var bytes = file.Read(tensor, 0, checked((int)tensor.Bytes));
        var numbers = new float[length];
        switch (tensor.Type)
        {
            case TensorType.F32:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(numbers);
                return numbers;
            case TensorType.F16:
                HalfConversion.ToSingle(MemoryMarshal.Cast<byte, Half>(bytes), numbers);
                return numbers;
            default:
                throw new ModelFileException(
                    $"The vector '{name}' is in the format {tensor.Type}; F32 or F16 is needed.");
        }
    }

    public float[]? FindVector(string name, int length) => Has(name) ? Vector(name, length) : null;

    /// <summary>Leaves a tensor aside that is known not to matter.</summary>
    public void Ignore(string name) => _taken.Add(name);

    /// <summary>Refuses a file with tensors that were not taken.</summary>
    public void RefuseRest(string architecture)
    {
        if (file.Tensors.Keys.Except(_taken).Order(StringComparer.Ordinal).FirstOrDefault() is { } rest)
        {
            throw new ModelFileException(
                $"The file's tensor '{rest}' is not part of a {architecture} model as supported here.");
        }
    }
}
