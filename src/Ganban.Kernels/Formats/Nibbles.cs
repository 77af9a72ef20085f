namespace Ganban.Kernels.Formats;

/// <summary>4-bit values in the halves of bytes, and the fifth bits beside them; plain definitions.</summary>
internal static class Nibbles
{
    /// <summary>The lower halves of all bytes, then the upper ones.</summary>
    public static void Unpack(ReadOnlySpan<byte> bytes, Span<short> values)
    {
        for (var index = 0; index < bytes.Length; index++)
        {
            values[index] = (short)(bytes[index] & 0xF);
            values[bytes.Length + index] = (short)(bytes[index] >> 4);
        }
    }

    /// <summary>Adds bit i, as bit 4, to value i.</summary>
    public static void AddHighBits(uint bits, Span<short> values)
    {
        for (var index = 0; index < 32; index++)
        {
            values[index] |= (short)(((bits >> index) & 1) << 4);
        }
    }
}
