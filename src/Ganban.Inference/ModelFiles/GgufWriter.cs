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

    /// <summary>Adds a metadata entry.</summary>
    /// <param name="key">Its key, not used before.</param>
    /// <param name="value">
    /// A number of 8 to 64 bits, a <see cref="bool"/>, a <see cref="string"/>, or an array of float, int, uint or
    /// string.
    /// </param>
    public void AddMetadata(string key, object value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (_metadata.Exists(entry => entry.Key == key))
        {
            throw new ArgumentException($"The metadata has '{key}' already.", nameof(key));
        }

        _ = TypeOf(value);
        _metadata.Add((key, value));
    }

    /// <summary>Adds a tensor.</summary>
    /// <param name="name">Its name, not used before.</param>
    /// <param name="type">Its number format.</param>
    /// <param name="shape">Sizes, columns first; columns are whole blocks of the format.</param>
    /// <param name="bytes">Gives its bytes when they are written.</param>
    public void AddTensor(string name, TensorType type, IReadOnlyList<long> shape, Func<byte[]> bytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(bytes);
        var format = GgmlFormat.Of(type);
        if (_tensors.Exists(entry => entry.Name == name)
            || shape.Count is 0 or > 4
            || shape[0] % format.BlockElements != 0)
        {
            throw new ArgumentException($"The tensor '{name}' is there already, or its shape does not suit {type}.");
        }

        var elements = shape.Aggregate(1L, (product, size) => checked(product * size));
        _tensors.Add(new Entry(name, type, [.. shape], format.Bytes(elements), bytes));
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

    /// <summary>Writes the file to a stream, from the stream's start.</summary>
    /// <param name="stream">Where.</param>
    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write((ulong)_tensors.Count);
        writer.Write((ulong)_metadata.Count);
        long position = 24;
        foreach (var (key, value) in _metadata)
        {
            position += WriteString(writer, key);
            writer.Write(TypeOf(value));
            position += 4 + WriteValue(writer, value);
        }

        long offset = 0;
        foreach (var tensor in _tensors)
        {
            position += WriteString(writer, tensor.Name);
            writer.Write((uint)tensor.Shape.Length);
            Array.ForEach(tensor.Shape, size => writer.Write((ulong)size));
            writer.Write((uint)tensor.Type);
            writer.Write((ulong)offset);
            position += 16 + (8 * tensor.Shape.Length);
            offset += tensor.Bytes + Padding(tensor.Bytes);
        }

        writer.Write(new byte[Padding(position)]);
        foreach (var tensor in _tensors)
        {
            var bytes = tensor.Content();
            if (bytes.LongLength != tensor.Bytes)
            {
                throw new InvalidOperationException(
                    $"The tensor '{tensor.Name}' needs {tensor.Bytes} bytes, but {bytes.LongLength} were given.");
            }

            writer.Write(bytes);
            writer.Write(new byte[Padding(tensor.Bytes)]);
        }
    }

    private static int Padding(long position) => (int)(-position & (Alignment - 1));

    private static uint TypeOf(object value) => value switch
    {
        byte => 0,
        sbyte => 1,
        ushort => 2,
        short => 3,
        uint => 4,
        int => 5,
        float => 6,
        bool => 7,
        string => 8,
        float[] or int[] or uint[] or string[] => 9,
        ulong => 10,
        long => 11,
        double => 12,
        _ => throw new ArgumentException($"GGUF metadata can't hold a {value.GetType().Name}.", nameof(value)),
    };

    /// <summary>Writes a value without its type; returns how many bytes it took.</summary>
    private static long WriteValue(BinaryWriter writer, object value)
    {
        switch (value)
        {
            case byte number: writer.Write(number); return 1;
            case sbyte number: writer.Write(number); return 1;
            case ushort number: writer.Write(number); return 2;
            case short number: writer.Write(number); return 2;
            case uint number: writer.Write(number); return 4;
            case int number: writer.Write(number); return 4;
            case float number: writer.Write(number); return 4;
            case bool flag: writer.Write(flag); return 1;
            case string text: return WriteString(writer, text);
            case ulong number: writer.Write(number); return 8;
            case long number: writer.Write(number); return 8;
            case double number: writer.Write(number); return 8;
            case Array list: return WriteArray(writer, list);
            default: throw new ArgumentException($"GGUF metadata can't hold a {value.GetType().Name}.", nameof(value));
        }
    }

    private static long WriteArray(BinaryWriter writer, Array list)
    {
        // By the element, since an int[] also passes for a uint[] in a type pattern.
        var type = list.GetType().GetElementType();
        writer.Write(type == typeof(uint) ? 4u : type == typeof(int) ? 5u : type == typeof(float) ? 6u : 8u);
        writer.Write((ulong)list.Length);
        var bytes = 12L;
        foreach (var element in list)
        {
            bytes += WriteValue(writer, element);
        }

        return bytes;
    }

    private static long WriteString(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
        return 8 + bytes.Length;
    }

    private sealed record Entry(string Name, TensorType Type, long[] Shape, long Bytes, Func<byte[]> Content);
}
