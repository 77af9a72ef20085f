namespace Ganban.Inference.ModelFiles;

/// <summary>
/// An open GGUF file, version 2 or 3, or all files of a split model: metadata, and tensors mapped into memory. Every
/// number has been checked against the file's length before anything was allocated by it.
/// Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md.
/// </summary>
public sealed class GgufFile : IDisposable
{
    private readonly MappedFile[] _parts;

    internal GgufFile(MappedFile[] parts, GgufMetadata metadata, IReadOnlyDictionary<string, GgufTensor> tensors)
    {
        _parts = parts;
        Metadata = metadata;
        Tensors = tensors;
    }

    /// <summary>The key-value part; of a split model, that of its first file.</summary>
    public GgufMetadata Metadata { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, GgufTensor> Tensors { get; }

    /// <summary>Bytes of all files together.</summary>
    public long Length => _parts.Sum(part => part.Length);

    /// <summary>Opens a file, or a split model by its first file (`name-00001-of-00003.gguf`).</summary>
    /// <param name="path">Where it is.</param>
    /// <exception cref="ModelFileException">A file is broken or holds something unsupported.</exception>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static GgufFile Open(string path) => GgufOpening.Open(path);

    /// <summary>Closes the file, once no computation uses it any more.</summary>
    public void Dispose() => Array.ForEach(_parts, part => part.Dispose());

    /// <summary>A tensor that must be there with this shape.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its shape, columns first.</param>
    /// <exception cref="ModelFileException">It is missing or has another shape.</exception>
    public GgufTensor GetTensor(string name, params ReadOnlySpan<long> shape)
    {
        if (!Tensors.TryGetValue(name, out var tensor))
        {
            throw new ModelFileException($"The file has no tensor '{name}'.");
        }

        return shape.SequenceEqual(tensor.Shape.ToArray())
            ? tensor
            : throw new ModelFileException($"The tensor '{name}' has the shape [{string.Join(" × ", tensor.Shape)}], "
                + $"but the metadata asks for [{string.Join(" × ", shape.ToArray())}].");
    }

    /// <summary>A part of a tensor's bytes. Valid until the file is disposed.</summary>
    /// <param name="tensor">A tensor of this file.</param>
    /// <param name="start">First byte, from the tensor's start.</param>
    /// <param name="length">Number of bytes.</param>
    public ReadOnlySpan<byte> Read(GgufTensor tensor, long start, int length)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, tensor.Bytes - length);
        return _parts[tensor.Part].Slice(tensor.Offset + start, length);
    }

    /// <summary>
    /// Keeps the file's memory alive until <see cref="Return()"/>, even if the file is disposed meanwhile.
    /// </summary>
    /// <exception cref="ModelFileException">The file was written to since it was opened.</exception>
    internal void Lease()
    {
        for (var part = 0; part < _parts.Length; part++)
        {
            try
            {
                _parts[part].Lease();
            }
            catch (Exception exception) when (exception is ModelFileException or ObjectDisposedException)
            {
                Return(part);
                throw;
            }
        }
    }

    /// <summary>Gives a lease back.</summary>
    internal void Return() => Return(_parts.Length);

    private void Return(int parts)
    {
        for (var part = 0; part < parts; part++)
        {
            _parts[part].Return();
        }
    }
}
