namespace Ganban.Inference.ModelFiles;

/// <summary>
/// An open GGUF file, version 2 or 3: metadata, and tensors mapped into memory. Every number in it has been checked
/// against the file's length before anything was allocated by it.
/// Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md.
/// </summary>
public sealed class GgufFile : IDisposable
{
    // What precedes the tensors' data; the largest real vocabularies take some ten megabytes.
    private const int HeaderBytesMax = 1 << 30;

    private readonly MappedFile _file;

    private GgufFile(MappedFile file, GgufMetadata metadata, Dictionary<string, GgufTensor> tensors)
    {
        _file = file;
        Metadata = metadata;
        Tensors = tensors;
    }

    /// <summary>The key-value part.</summary>
    public GgufMetadata Metadata { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, GgufTensor> Tensors { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <exception cref="ModelFileException">The file is broken or holds something unsupported.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static GgufFile Open(string path)
    {
        var file = new MappedFile(path);
        try
        {
            var parser = new GgufParser(file.Slice(0, (int)Math.Min(file.Length, HeaderBytesMax)), file.Length);
            var (metadata, tensors) = parser.Parse();
            return new GgufFile(file, metadata, tensors);
        }
        catch (ModelFileException exception)
        {
            file.Dispose();
            throw new ModelFileException($"'{path}' can't be read as GGUF: {exception.Message}", exception);
        }
    }

    /// <summary>Closes the file, once no computation uses it any more.</summary>
    public void Dispose() => _file.Dispose();

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
        return _file.Slice(tensor.Offset + start, length);
    }

    /// <summary>
    /// Keeps the file's memory alive until <see cref="Return"/>, even if the file is disposed meanwhile.
    /// </summary>
    internal void Lease() => _file.Lease();

    /// <summary>Gives a lease back.</summary>
    internal void Return() => _file.Return();
}
