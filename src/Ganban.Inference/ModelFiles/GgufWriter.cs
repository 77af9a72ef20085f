using System.Text;

namespace Ganban.Inference.ModelFiles;

/// <summary>
/// Writes a GGUF file, version 3. Add metadata and tensors in any order, then write; tensor bytes are asked for one
/// tensor at a time, so that a model larger than memory can be written.
/// </summary>
public sealed class GgufWriter
{
    private const int Alignment = 32;

    private readonly List<(string Key, object Value)> _metadata = [];
    private readonly List<Entry> _tensors = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);

    /// <summary>Adds a metadata entry.</summary>
    /// <param name="key">Its key, not used before.</param>
    /// <param name="value">
    /// A number of 8 to 64 bits, a <see cref="bool"/>, a <see cref="string"/>, <see cref="GgufStrings"/>, an array of
    /// one of these, or an array of such lists as objects.
    /// </param>
    public void AddMetadata(string key, object value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        _ = GgufValueWriter.TypeOf(value);
        if (!_keys.Add(key))
        {
            throw new ArgumentException($"The metadata has '{key}' already.", nameof(key));
        }

        _metadata.Add((key, value));
    }

    /// <summary>Adds a tensor.</summary>
    /// <param name="name">Its name, not used before.</param>
    /// <param name="type">Its number format.</param>
    /// <param name="shape">Sizes, columns first; columns are whole blocks of the format.</param>
    /// <param name="bytes">Gives its bytes when they are written.</param>
    public void AddTensor(string name, TensorType type, IReadOnlyList<long> shape, Func<byte[]> bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        AddTensor(name, type, shape, stream => stream.Write(bytes()));
    }

    /// <summary>Adds a tensor that is written piece by piece, and so may be larger than an array.</summary>
    /// <param name="name">Its name, not used before.</param>
    /// <param name="type">Its number format.</param>
    /// <param name="shape">Sizes, columns first; columns are whole blocks of the format.</param>
    /// <param name="content">Writes its bytes, when it is its turn.</param>
    public void AddTensor(string name, TensorType type, IReadOnlyList<long> shape, Action<Stream> content)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(content);
        var format = GgmlFormat.Of(type);
        if (shape.Count is 0 or > 4 || shape[0] % format.BlockElements != 0 || !_names.Add(name))
        {
            throw new ArgumentException($"The tensor '{name}' is there already, or its shape does not suit {type}.");
        }

        var elements = shape.Aggregate(1L, (product, size) => checked(product * size));
        _tensors.Add(new Entry(name, type, [.. shape], format.Bytes(elements), content));
    }

    /// <summary>Writes the file, replacing one that is there once the new one is complete.</summary>
    /// <param name="path">Where; the file is written beside it, with `.part` behind its name, first.</param>
    public void Write(string path)
    {
        var part = path + ".part";
        using (var stream = File.Create(part))
        {
            Write(stream);
        }

        File.Move(part, path, overwrite: true);
    }

    /// <summary>Writes the file to a stream that tells its position, from where it is.</summary>
    /// <param name="stream">Where.</param>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var start = stream.Position;
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write((ulong)_tensors.Count);
        writer.Write((ulong)_metadata.Count);
        foreach (var (key, value) in _metadata)
        {
            GgufValueWriter.WriteUtf8(writer, Encoding.UTF8.GetBytes(key));
            writer.Write(GgufValueWriter.TypeOf(value));
            GgufValueWriter.Write(writer, value);
        }

        long offset = 0;
        foreach (var tensor in _tensors)
        {
            GgufValueWriter.WriteUtf8(writer, Encoding.UTF8.GetBytes(tensor.Name));
            writer.Write((uint)tensor.Shape.Length);
            Array.ForEach(tensor.Shape, size => writer.Write((ulong)size));
            writer.Write((uint)tensor.Type);
            writer.Write((ulong)offset);
            offset += tensor.Bytes + Padding(tensor.Bytes);
        }

        writer.Write(new byte[Padding(stream.Position - start)]);
        foreach (var tensor in _tensors)
        {
            var first = stream.Position;
            tensor.Content(stream);
            if (stream.Position - first != tensor.Bytes)
            {
                throw new InvalidOperationException($"The tensor '{tensor.Name}' needs {tensor.Bytes} bytes, but "
                    + $"{stream.Position - first} were given.");
            }

            writer.Write(new byte[Padding(tensor.Bytes)]);
        }
    }

    private static int Padding(long position) => (int)(-position & (Alignment - 1));

    private sealed record Entry(string Name, TensorType Type, long[] Shape, long Bytes, Action<Stream> Content);
}
