using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Ganban.Inference.ModelFiles;

/// <summary>
/// Reads a GGUF header. Little-endian only. Whatever the bytes are, the outcome is a checked header or a
/// <see cref="ModelFileException"/>; memory taken is bounded by a small multiple of the header's length.
/// </summary>
internal ref struct GgufParser(ReadOnlySpan<byte> header, long fileLength)
{
    private const uint Magic = 0x46554747; // "GGUF", little-endian
    private const int EntriesMax = 1 << 16;
    private const int NameBytesMax = 1 << 16;
    private const int DimensionsMax = 4;
    private const int AlignmentMax = 1 << 16;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _header = header;
    private readonly long _fileLength = fileLength;
    private int _position = 0;

    public (GgufMetadata Metadata, Dictionary<string, GgufTensor> Tensors) Parse()
    {
        if (_header.Length < 4 || ReadUInt32() != Magic)
        {
            throw new ModelFileException("it does not start with the letters GGUF.");
        }

        var version = ReadUInt32();
        if (version is not (2 or 3))
        {
            throw new ModelFileException(BinaryPrimitives.ReverseEndianness(version) is 2 or 3
                ? "it is big-endian; only little-endian files are supported."
                : $"its version is {version}; 2 and 3 are supported.");
        }

        var tensorCount = ReadCount("tensors");
        var metadataCount = ReadCount("metadata entries");
        var metadata = ReadMetadata(metadataCount);
        return (metadata, ReadTensors(tensorCount, metadata));
    }

    private int ReadCount(string what)
    {
        var count = ReadUInt64();
        return count <= EntriesMax
            ? (int)count
            : throw new ModelFileException($"it claims {count} {what}; {EntriesMax} at most are supported.");
    }

    private GgufMetadata ReadMetadata(int count)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        for (var entry = 0; entry < count; entry++)
        {
            var key = ReadString(NameBytesMax);
            var value = ReadValue(key, ReadUInt32());
            if (!values.TryAdd(key, value))
            {
                throw new ModelFileException($"the metadata has '{key}' twice.");
            }
        }

        return new GgufMetadata(values);
    }

    private object ReadValue(string key, uint type) => type switch
    {
        0 => Take(1)[0],
        1 => (sbyte)Take(1)[0],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(Take(2)),
        3 => BinaryPrimitives.ReadInt16LittleEndian(Take(2)),
        4 => ReadUInt32(),
        5 => BinaryPrimitives.ReadInt32LittleEndian(Take(4)),
        6 => BinaryPrimitives.ReadSingleLittleEndian(Take(4)),
        7 => Take(1)[0] != 0,
        8 => ReadString(int.MaxValue),
        9 => ReadArray(key),
        10 => ReadUInt64(),
        11 => BinaryPrimitives.ReadInt64LittleEndian(Take(8)),
        12 => BinaryPrimitives.ReadDoubleLittleEndian(Take(8)),
        _ => throw new ModelFileException($"'{key}' has the unknown value type {type}."),
    };

    private Array ReadArray(string key)
    {
        var type = ReadUInt32();
        var count = ReadUInt64();
        return type switch
        {
            0 => ReadNumbers<byte>(key, count),
            1 => ReadNumbers<sbyte>(key, count),
            2 => ReadNumbers<ushort>(key, count),
            3 => ReadNumbers<short>(key, count),
            4 => ReadNumbers<uint>(key, count),
            5 => ReadNumbers<int>(key, count),
            6 => ReadNumbers<float>(key, count),
            7 => Array.ConvertAll(ReadNumbers<byte>(key, count), value => value != 0),
            8 => ReadStrings(key, count),
            10 => ReadNumbers<ulong>(key, count),
            11 => ReadNumbers<long>(key, count),
            12 => ReadNumbers<double>(key, count),
            9 => throw new ModelFileException($"'{key}' is a list of lists, which is not supported."),
            _ => throw new ModelFileException($"'{key}' is a list of the unknown value type {type}."),
        };
    }

    private T[] ReadNumbers<T>(string key, ulong count)
        where T : unmanaged
    {
        CheckElements(key, count, Marshal.SizeOf<T>());
        return MemoryMarshal.Cast<byte, T>(Take((int)count * Marshal.SizeOf<T>())).ToArray();
    }

    private string[] ReadStrings(string key, ulong count)
    {
        CheckElements(key, count, sizeof(ulong));
        var strings = new string[(int)count];
        for (var index = 0; index < strings.Length; index++)
        {
            strings[index] = ReadString(int.MaxValue);
        }

        return strings;
    }

    private readonly void CheckElements(string key, ulong count, int bytesEach)
    {
        if (count > (ulong)((_header.Length - _position) / bytesEach))
        {
            throw new ModelFileException($"'{key}' claims {count} elements, more than the file has bytes for.");
        }
    }

    private Dictionary<string, GgufTensor> ReadTensors(int count, GgufMetadata metadata)
    {
        var alignment = (int)(metadata.FindInteger("general.alignment", 1, AlignmentMax) ?? 32);
        if (alignment % 8 != 0)
        {
            throw new ModelFileException($"'general.alignment' is {alignment}; it must be a multiple of 8.");
        }

        var entries = new List<(string Name, long[] Shape, uint Type, ulong Offset)>();
        for (var tensor = 0; tensor < count; tensor++)
        {
            var name = ReadString(NameBytesMax);
            entries.Add((name, ReadShape(name), ReadUInt32(), ReadUInt64()));
        }

        var dataStart = ((long)_position + alignment - 1) / alignment * alignment;
        var tensors = new Dictionary<string, GgufTensor>(StringComparer.Ordinal);
        foreach (var (name, shape, type, offset) in entries)
        {
            if (!tensors.TryAdd(name, Place(name, shape, type, offset, dataStart, alignment)))
            {
                throw new ModelFileException($"there are two tensors called '{name}'.");
            }
        }

        return tensors;
    }

    private long[] ReadShape(string name)
    {
        var dimensions = ReadUInt32();
        if (dimensions is 0 or > DimensionsMax)
        {
            throw new ModelFileException($"the tensor '{name}' has {dimensions} dimensions; 1 to 4 are supported.");
        }

        var shape = new long[dimensions];
        for (var dimension = 0; dimension < shape.Length; dimension++)
        {
            var size = ReadUInt64();
            shape[dimension] = size is >= 1 and <= int.MaxValue
                ? (long)size
                : throw new ModelFileException(
                    $"the tensor '{name}' has a dimension of {size}; 1 to {int.MaxValue} fit.");
        }

        return shape;
    }

    private readonly GgufTensor Place(
        string name, long[] shape, uint type, ulong offset, long dataStart, int alignment)
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

        var bytes = elements / format.BlockElements * format.BlockBytes;
        if (offset % (ulong)alignment != 0 || dataStart + (Int128)offset + bytes > _fileLength)
        {
            throw new ModelFileException($"the tensor '{name}' ({bytes} bytes at {offset}) is not aligned to "
                + $"{alignment} bytes or lies beyond the end of the file ({_fileLength} bytes); it may be truncated.");
        }

        return new GgufTensor(name, (TensorType)type, shape, dataStart + (long)offset, (long)bytes);
    }

    private string ReadString(int bytesMax)
    {
        var length = ReadUInt64();
        if (length > (ulong)bytesMax || length > (ulong)(_header.Length - _position))
        {
            throw new ModelFileException(
                $"a string at byte {_position} claims {length} bytes, more than allowed or than the file has.");
        }

        try
        {
            return StrictUtf8.GetString(Take((int)length));
        }
        catch (DecoderFallbackException exception)
        {
            throw new ModelFileException($"the string before byte {_position} is not UTF-8.", exception);
        }
    }

    private uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    private ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _header.Length - _position)
        {
            throw new ModelFileException($"it ends at byte {_header.Length}, in the middle of its header.");
        }

        _position += count;
        return _header.Slice(_position - count, count);
    }
}
