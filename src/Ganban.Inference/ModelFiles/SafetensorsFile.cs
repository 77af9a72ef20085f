using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Ganban.Kernels.Elementwise;

namespace Ganban.Inference.ModelFiles;

/// <summary>
/// An open safetensors file, mapped into memory. Tensors of F32, F16 and BF16 can be read; others may be there.
/// Format: https://github.com/huggingface/safetensors.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    // The reference implementation's own bound.
    private const int HeaderBytesMax = 100_000_000;
    private const int DimensionsMax = 8;

    private readonly MappedFile _file;

    private SafetensorsFile(MappedFile file, IReadOnlyDictionary<string, SafetensorsTensor> tensors)
    {
        _file = file;
        Tensors = tensors;
    }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsTensor> Tensors { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <exception cref="ModelFileException">The file is broken or holds something unsupported.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static SafetensorsFile Open(string path)
    {
        var file = new MappedFile(path);
        try
        {
            return new SafetensorsFile(file, Parse(file));
        }
        catch (Exception exception) when (exception is ModelFileException or JsonException or InvalidOperationException)
        {
            file.Dispose();
            throw new ModelFileException($"'{path}' can't be read as safetensors: {exception.Message}", exception);
        }
    }

    /// <summary>A tensor's numbers as F32.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The shape it must have, rows first.</param>
    /// <exception cref="ModelFileException">It is missing, has another shape or is too large for one array.</exception>
    public float[] ReadSingles(string name, params ReadOnlySpan<long> shape)
    {
        if (!Tensors.TryGetValue(name, out var tensor) || !shape.SequenceEqual(tensor.Shape.ToArray()))
        {
            var found = tensor is null ? "" : $"; the one of this name is [{string.Join(" × ", tensor.Shape)}]";
            throw new ModelFileException(
                $"The file has no tensor '{name}' of the shape [{string.Join(" × ", shape.ToArray())}]{found}.");
        }

        if (tensor.Bytes > int.MaxValue)
        {
            throw new ModelFileException(
                $"The tensor '{name}' has {tensor.Bytes} bytes; {int.MaxValue} can be converted.");
        }

        var numbers = new float[tensor.Shape.Aggregate(1L, (product, size) => product * size)];
        Read(tensor, 0, numbers);
        return numbers;
    }

    /// <summary>A part of a tensor's numbers as F32.</summary>
    /// <param name="tensor">A tensor of this file.</param>
    /// <param name="start">The first number, from the tensor's start.</param>
    /// <param name="numbers">Takes them; none may lie beyond the tensor's end.</param>
    /// <exception cref="ModelFileException">It is in another format than F32, F16 and BF16.</exception>
    public void Read(SafetensorsTensor tensor, long start, Span<float> numbers)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        var size = ElementBytes(tensor.Name, tensor.Type);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, (tensor.Bytes / size) - numbers.Length);
        var bytes = _file.Slice(tensor.Offset + (start * size), numbers.Length * size);
        switch (tensor.Type)
        {
            case "F32":
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(numbers);
                break;
            case "F16":
                HalfConversion.ToSingle(MemoryMarshal.Cast<byte, Half>(bytes), numbers);
                break;
            case "BF16":
                // BF16 is the upper half of an F32.
                var upperHalves = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (var index = 0; index < numbers.Length; index++)
                {
                    numbers[index] = BitConverter.UInt32BitsToSingle((uint)upperHalves[index] << 16);
                }

                break;
            default:
                throw new ModelFileException(
                    $"The tensor '{tensor.Name}' is in the format {tensor.Type}; F32, F16 and BF16 can be read.");
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static Dictionary<string, SafetensorsTensor> Parse(MappedFile file)
    {
        if (file.Length < 8)
        {
            throw new ModelFileException("it is shorter than the 8 bytes of its header's length.");
        }

        var headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(file.Slice(0, 8));
        if (headerBytes > HeaderBytesMax || headerBytes > (ulong)(file.Length - 8))
        {
            throw new ModelFileException(
                $"its header claims {headerBytes} bytes, more than allowed or than the file has.");
        }

        // Strings that are not Unicode show only when they are read, as an InvalidOperationException.
        var tensors = new Dictionary<string, SafetensorsTensor>(StringComparer.Ordinal);
        using var header = JsonDocument.Parse(file.Slice(8, (int)headerBytes).ToArray());
        if (header.RootElement.ValueKind is not JsonValueKind.Object)
        {
            throw new ModelFileException("its header is not a JSON object.");
        }

        var dataStart = 8 + (long)headerBytes;
        foreach (var entry in header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
        {
            if (!tensors.TryAdd(entry.Name, ParseTensor(entry.Name, entry.Value, dataStart, file.Length)))
            {
                throw new ModelFileException($"there are two tensors called '{entry.Name}'.");
            }
        }

        return tensors;
    }

    private static SafetensorsTensor ParseTensor(string name, JsonElement entry, long dataStart, long fileLength)
    {
        if (entry.ValueKind is not JsonValueKind.Object
            || !entry.TryGetProperty("dtype", out var type) || type.ValueKind is not JsonValueKind.String
            || !entry.TryGetProperty("shape", out var shape)
            || ReadNumbers(shape) is not { Length: <= DimensionsMax } sizes
            || !entry.TryGetProperty("data_offsets", out var place)
            || ReadNumbers(place) is not [var start, var end])
        {
            throw new ModelFileException(
                $"the entry of the tensor '{name}' is not of the form dtype, shape, data_offsets.");
        }

        Int128 bytes = ElementBytes(name, type.GetString());
        foreach (var size in sizes)
        {
            bytes = size is >= 1 and <= int.MaxValue && bytes <= fileLength
                ? bytes * size
                : throw new ModelFileException(
                    $"the tensor '{name}' has a dimension of {size}, or is larger than the file.");
        }

        return start >= 0 && end <= fileLength - dataStart && end - start == bytes
            ? new SafetensorsTensor(name, type.GetString()!, sizes, dataStart + start, (long)bytes)
            : throw new ModelFileException($"the tensor '{name}' needs {bytes} bytes, but lies at {start} to {end} of "
                + $"{fileLength - dataStart}; the file may be truncated.");
    }

    private static int ElementBytes(string name, string? type) => type switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "F8_E4M3" or "F8_E5M2" or "I8" or "U8" or "BOOL" => 1,
        _ => throw new ModelFileException($"the tensor '{name}' is in the format {type}, which is not known."),
    };

    private static long[]? ReadNumbers(JsonElement list) =>
        list.ValueKind is JsonValueKind.Array
        && list.EnumerateArray().All(item => item.ValueKind is JsonValueKind.Number && item.TryGetInt64(out _))
            ? [.. list.EnumerateArray().Select(item => item.GetInt64())]
            : null;
}
