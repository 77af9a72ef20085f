using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Ganban.Inference.ModelFiles;

/// <summary>A place in a GGUF header. Reading beyond the header's end is a <see cref="ModelFileException"/>.</summary>
internal ref struct GgufCursor(ReadOnlySpan<byte> header)
{
    private const int NameBytesMax = 1 << 16;

    private readonly ReadOnlySpan<byte> _header = header;

    /// <summary>Bytes read.</summary>
    public int Position { get; private set; } = 0;

    /// <summary>Bytes left.</summary>
    public readonly int Left => _header.Length - Position;

    /// <summary>The bytes left.</summary>
    public readonly ReadOnlySpan<byte> Rest => _header[Position..];

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>A key's or a tensor's name.</summary>
    public string ReadName() => Encoding.UTF8.GetString(ReadUtf8(NameBytesMax));

    /// <summary>The bytes of a string, which are valid UTF-8.</summary>
    public ReadOnlySpan<byte> ReadUtf8(int bytesMax = int.MaxValue)
    {
        var length = ReadUInt64();
        if (length > (ulong)Math.Min(bytesMax, Left))
        {
            throw new ModelFileException(
                $"a string at byte {Position} claims {length} bytes, more than allowed or than the file has.");
        }

        var bytes = Take((int)length);
        return Utf8.IsValid(bytes)
            ? bytes
            : throw new ModelFileException($"the string before byte {Position} is not UTF-8.");
    }

    /// <summary>The next bytes.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > Left)
        {
            throw new ModelFileException($"it ends at byte {_header.Length}, in the middle of its header.");
        }

        Position += count;
        return _header.Slice(Position - count, count);
    }
}
