namespace Ganban.Inference.Images;

/// <summary>
/// Reads one scan's coefficients: sequential ones (T.81, F.2.2) or a step of progressive ones (G.1.2 and G.2).
/// </summary>
internal sealed class JpegScan(JpegBits bits, bool isProgressive, int first, int last, int high, int low)
{
    // Coefficients in the order of their frequencies.
    private static ReadOnlySpan<byte> ZigZag =>
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
        12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
        58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    private int _endOfBand;

    /// <summary>Where a coefficient of the stream belongs in a block.</summary>
    public static int Natural(int index) => ZigZag[index];

    /// <summary>Forgets what restart intervals forget.</summary>
    public void Reset() => _endOfBand = 0;

    /// <summary>Reads a block.</summary>
    public void Read(JpegComponent component, Span<short> block)
    {
        if (!isProgressive)
        {
            ReadDc(component, block);
            ReadBand(component, block, 1, 63, 0);
        }
        else if (first == 0)
        {
            if (high == 0)
            {
                ReadDc(component, block);
            }
            else
            {
                block[0] |= (short)(bits.Bit() << low);
            }
        }
        else if (high == 0)
        {
            ReadBand(component, block, first, last, low);
        }
        else
        {
            Refine(component, block);
        }
    }

    private void ReadDc(JpegComponent component, Span<short> block)
    {
        var size = component.Dc!.Read(bits);
        if (size > 15)
        {
            throw new ImageFormatException("The JPEG has a DC coefficient out of range.");
        }

        component.Predictor += bits.Number(size);
        block[0] = (short)(component.Predictor << low);
    }

    /// <summary>AC coefficients for the first time: runs of zeros and numbers.</summary>
    private void ReadBand(JpegComponent component, Span<short> block, int from, int to, int shift)
    {
        if (_endOfBand > 0)
        {
            _endOfBand--;
            return;
        }

        for (var index = from; index <= to; index++)
        {
            var (run, size) = Math.DivRem(component.Ac!.Read(bits), 16);
            if (size == 0)
            {
                if (run < 15)
                {
                    _endOfBand = isProgressive ? (1 << run) + bits.Bits(run) - 1 : 0;
                    return;
                }

                index += 15;
                continue;
            }

            index += run;
            var number = bits.Number(size);
            if (index > to)
            {
                throw new ImageFormatException("The JPEG has a block of more than 64 coefficients.");
            }

            block[Natural(index)] = (short)(number << shift);
        }
    }

    /// <summary>One more bit for AC coefficients that are not zero, and new ones of size 1 (T.81, G.1.2.3).</summary>
    private void Refine(JpegComponent component, Span<short> block)
    {
        var index = first;
        if (_endOfBand == 0)
        {
            for (; index <= last; index++)
            {
                var (run, size) = Math.DivRem(component.Ac!.Read(bits), 16);
                if (size == 0 && run < 15)
                {
                    _endOfBand = (1 << run) + bits.Bits(run);
                    break;
                }

                var number = size == 0 ? 0 : bits.Bit() == 1 ? 1 << low : -(1 << low);
                index = PassZeros(block, index, run);
                if (number != 0 && index <= last)
                {
                    block[Natural(index)] = (short)number;
                }
            }
        }

        if (_endOfBand > 0)
        {
            PassZeros(block, index, int.MaxValue);
            _endOfBand--;
        }
    }

    /// <summary>Passes that many zeros and refines what is not zero on the way; stops before the next zero.</summary>
    private int PassZeros(Span<short> block, int index, int zeros)
    {
        for (; index <= last; index++)
        {
            ref var coefficient = ref block[Natural(index)];
            if (coefficient == 0)
            {
                if (zeros-- == 0)
                {
                    break;
                }
            }
            else if (bits.Bit() == 1 && (coefficient & (1 << low)) == 0)
            {
                coefficient += (short)(coefficient > 0 ? 1 << low : -(1 << low));
            }
        }

        return index;
    }
}
