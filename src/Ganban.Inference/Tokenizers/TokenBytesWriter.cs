using System.Text;

namespace Ganban.Inference.Tokenizers;

/// <summary>Lays the bytes of a vocabulary's tokens one behind the other, without an array for each.</summary>
/// <param name="capacity">How many bytes to expect.</param>
internal sealed class TokenBytesWriter(int capacity)
{
    private byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    public void Write(byte value)
    {
        Reserve(1);
        _bytes[Length++] = value;
    }

    /// <summary>Writes a name as UTF-8.</summary>
    /// <param name="name">The name.</param>
    /// <param name="spaces">Whether U+2581 stands for a space in it.</param>
    public void WriteText(string name, bool spaces)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(name.Length));
        Length += Encoding.UTF8.GetBytes(spaces ? name.Replace('\u2581', ' ') : name, _bytes.AsSpan(Length));
    }

    /// <summary>Writes the bytes that the characters of a byte-level name stand for.</summary>
    public void WriteByteLevel(string name)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(name.Length));
        foreach (var rune in name.EnumerateRunes())
        {
            if (ByteAlphabet.TryGetByte(rune.Value, out var value))
            {
                _bytes[Length++] = value;
            }
            else
            {
                Length += rune.EncodeToUtf8(_bytes.AsSpan(Length));
            }
        }
    }

    public byte[] ToArray() => _bytes[..Length];

    private void Reserve(int count)
    {
        if (Length + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(Length + count, _bytes.Length * 2));
        }
    }
}
