namespace Ganban.Inference.Images;

/// <summary>
/// The bits of a JPEG scan: stuffed zeros after 0xFF are skipped; at a marker zeros follow, as many as are asked for.
/// </summary>
internal sealed class JpegBits(byte[] bytes, int start)
{
    private int _held;
    private int _bits;

    /// <summary>Where the next byte is read; at a marker, its 0xFF.</summary>
    public int Position { get; private set; } = start;

    /// <summary>One bit.</summary>
    public int Bit()
    {
        if (_bits == 0)
        {
            Fill();
        }

        _bits--;
        return (_held >> _bits) & 1;
    }

    /// <summary>Several bits, up to 16.</summary>
    public int Bits(int count)
    {
        var value = 0;
        for (; count > 0; count--)
        {
            value = (value << 1) | Bit();
        }

        return value;
    }

    /// <summary>A number as in T.81, F.2.2.1: its size in bits, then the bits; the lower half is negative.</summary>
    public int Number(int size)
    {
        var value = Bits(size);
        return size > 0 && value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
    }

    /// <summary>Drops what is left of the current byte and passes a restart marker, if one follows.</summary>
    public void Restart()
    {
        _bits = 0;
        if (Position + 1 < bytes.Length && bytes[Position] == 0xFF && bytes[Position + 1] is >= 0xD0 and <= 0xD7)
        {
            Position += 2;
        }
    }

    private void Fill()
    {
        _held = 0;
        _bits = 8;
        if (Position >= bytes.Length)
        {
            throw new ImageFormatException("The JPEG ends in the middle of its pixels.");
        }

        if (bytes[Position] != 0xFF)
        {
            _held = bytes[Position++];
        }
        else if (Position + 1 < bytes.Length && bytes[Position + 1] == 0)
        {
            _held = 0xFF;
            Position += 2;
        }
    }
}
