using System.Buffers.Binary;

namespace Ganban.Inference.ModelFiles;

/// <summary>
/// Reads a GGUF header. Little-endian only. Whatever the bytes are, the outcome is a checked header or a
/// <see cref="ModelFileException"/>; memory taken is bounded by a small multiple of the header's length.
/// </summary>
internal static class GgufParser
{
    private const uint Magic = 0x46554747; // "GGUF", little-endian
    private const int EntriesMax = 1 << 16;
    private const int DimensionsMax = 4;
    private const int AlignmentMax = 1 << 16;

    /// <summary>Reads the header of one file.</summary>
    /// <param name="header">The file's first bytes, all of them or as many as a header may have.</param>
    /// <param name="fileLength">Bytes in the file.</param>
    /// <param name="part">The file's place among the files of a split model, from 0.</param>
    public static (GgufMetadata Metadata, List<GgufTensor> Tensors) Parse(
        ReadOnlySpan<byte> header, long fileLength, int part)
    {
        var cursor = new GgufCursor(header);
        if (header.Length < 4 || cursor.ReadUInt32() != Magic)
        {
            throw new ModelFileException("it does not start with the letters GGUF.");
        }

        var version = cursor.ReadUInt32();
        if (version is not (2 or 3))
        {
            throw new ModelFileException(BinaryPrimitives.ReverseEndianness(version) is 1 or 2 or 3
                ? "it is big-endian; only little-endian files are supported."
                : $"its version is {version}; 2 and 3 are supported.");
        }

        var tensorCount = ReadCount(ref cursor, "tensors");
        var metadata = ReadMetadata(ref cursor, ReadCount(ref cursor, "metadata entries"));
        return (metadata, ReadTensors(ref cursor, tensorCount, metadata, fileLength, part));
    }

    private static int ReadCount(ref GgufCursor cursor, string what)
    {
        var count = cursor.ReadUInt64();
        return count <= EntriesMax
            ? (int)count
            : throw new ModelFileException($"it claims {count} {what}; {EntriesMax} at most are supported.");
    }

    private static GgufMetadata ReadMetadata(ref GgufCursor cursor, int count)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        for (var entry = 0; entry < count; entry++)
        {
            var key = cursor.ReadName();
            var value = GgufValueReader.Read(ref cursor, key);
            if (!values.TryAdd(key, value))
            {
                throw new ModelFileException($"the metadata has '{key}' twice.");
            }
        }

        return new GgufMetadata(values);
    }

    private static List<GgufTensor> ReadTensors(
        ref GgufCursor cursor, int count, GgufMetadata metadata, long fileLength, int part)
    {
        var alignment = (int)(metadata.FindInteger("general.alignment", 1, AlignmentMax) ?? 32);
        if (alignment % 8 != 0)
        {
            throw new ModelFileException($"'general.alignment' is {alignment}; it must be a multiple of 8.");
        }

        var entries = new List<(string Name, long[] Shape, uint Type, ulong Offset)>();
        for (var tensor = 0; tensor < count; tensor++)
        {
            var name = cursor.ReadName();
            entries.Add((name, ReadShape(ref cursor, name), cursor.ReadUInt32(), cursor.ReadUInt64()));
        }

        var dataStart = ((long)cursor.Position + alignment - 1) / alignment * alignment;
        return entries.ConvertAll(entry =>
        {
            var bytes = CountBytes(entry.Name, entry.Shape, entry.Type);
            if (entry.Offset % (ulong)alignment != 0 || dataStart + (Int128)entry.Offset + bytes > fileLength)
            {
                throw new ModelFileException($"the tensor '{entry.Name}' ({bytes} bytes at {entry.Offset}) is not "
                    + $"aligned to {alignment} bytes or lies beyond the end of the file ({fileLength} bytes); it may "
                    + "be truncated.");
            }

            var offset = dataStart + (long)entry.Offset;
            return new GgufTensor(entry.Name, (TensorType)entry.Type, entry.Shape, offset, (long)bytes, part);
        });
    }

    private static long[] ReadShape(ref GgufCursor cursor, string name)
    {
        var dimensions = cursor.ReadUInt32();
        if (dimensions is 0 or > DimensionsMax)
        {
            throw new ModelFileException($"the tensor '{name}' has {dimensions} dimensions; 1 to 4 are supported.");
        }

        var shape = new long[dimensions];
        for (var dimension = 0; dimension < shape.Length; dimension++)
        {
            var size = cursor.ReadUInt64();
            shape[dimension] = size is >= 1 and <= int.MaxValue
                ? (long)size
                : throw new ModelFileException(
                    $"the tensor '{name}' has a dimension of {size}; 1 to {int.MaxValue} fit.");
        }

        return shape;
    }

    // An unknown format is refused here and not where the tensor is used: every tensor of a model is used, and whoever
    // opens the file shall learn it before a server has started with it.
    private static Int128 CountBytes(string name, long[] shape, uint type)
    {
        var format = GgmlFormat.Find(type)
            ?? throw new ModelFileException($"the tensor '{name}' has the unknown number format {type}.");
        if (!Enum.IsDefined((TensorType)type))
        {
            throw new ModelFileException($"the tensor '{name}' is in the format {format.Name}, which is not supported; "
                + $"supported are {string.Join(", ", Enum.GetNames<TensorType>())}.");
        }

        if (shape[0] % format.BlockElements != 0)
        {
            throw new ModelFileException(
                $"the tensor '{name}' has rows of {shape[0]} elements, not whole {format.Name} blocks.");
        }

        // Four dimensions of 31 bits overflow 64 bits; 128 hold them.
        Int128 elements = 1;
        foreach (var size in shape)
        {
            elements *= size;
        }

        return elements / format.BlockElements * format.BlockBytes;
    }
}
