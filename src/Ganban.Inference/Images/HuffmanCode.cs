namespace Ganban.Inference.Images;

/// <summary>A Huffman code of a JPEG picture (ITU-T T.81, annex C and F.2.2.3).</summary>
internal sealed class HuffmanCode
{
    private readonly int[] _firstCode = new int[17];
    private readonly int[] _firstValue = new int[17];
    private readonly int[] _count = new int[17];
    private readonly byte[] _values;

    /// <summary>Builds the code from how many codes have 1 to 16 bits, and their values in order.</summary>
    public HuffmanCode(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> values)
    {
        _values = values.ToArray();
        var (code, value) = (0, 0);
        for (var bits = 1; bits <= 16; bits++)
        {
            (_firstCode[bits], _firstValue[bits], _count[bits]) = (code, value, counts[bits - 1]);
            code += counts[bits - 1];
            value += counts[bits - 1];
            if (code > 1 << bits)
            {
                throw new ImageFormatException("The JPEG has an impossible Huffman table.");
            }

            code <<= 1;
        }
    }

    /// <summary>Reads the next value.</summary>
    public int Read(JpegBits bits)
    {
        var code = 0;
        for (var length = 1; length <= 16; length++)
        {
            code = (code << 1) | bits.Bit();
            var offset = code - _firstCode[length];
            if (offset >= 0 && offset < _count[length])
            {
                return _values[_firstValue[length] + offset];
            }
        }

        throw new ImageFormatException("The JPEG has a code that its tables do not know.");
    }
}
