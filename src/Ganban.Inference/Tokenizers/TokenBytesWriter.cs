using System.Runtime.CompilerServices;
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
    // Optimized at once: it is over before the runtime would find it hot.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void WriteByteLevel(string name)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(name.Length));
        for (var place = 0; place < name.Length; place++)
        {
            if (ByteAlphabet.TryGetByte(name[place], out var value))
            {
                _bytes[Length++] = value;
                continue;
            }

            Rune.DecodeFromUtf16(name.AsSpan(place), out var rune, out var length);
            Length += rune.EncodeToUtf8(_bytes.AsSpan(Length));
            place += length - 1;
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
