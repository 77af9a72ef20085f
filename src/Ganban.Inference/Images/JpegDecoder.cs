using System.Buffers.Binary;

namespace Ganban.Inference.Images;

/// <summary>
/// Reads JPEG (ITU-T T.81): sequential and progressive with Huffman codes, eight bits, one or three components in any
/// sampling. Arithmetic codes, lossless coding and four components are refused.
/// </summary>
internal sealed class JpegDecoder(byte[] bytes)
{
    // A progressive picture has some ten scans; each passes over all of it, so their number is bounded.
    private const int ScansMax = 64;

    private readonly ushort[]?[] _quantization = new ushort[4][];
    private readonly HuffmanCode?[] _dc = new HuffmanCode?[4];
    private readonly HuffmanCode?[] _ac = new HuffmanCode?[4];
    private JpegComponent[] _components = [];
    private int _width;
    private int _height;
    private int _restartInterval;
    private int _adobeTransform = -1;
    private bool _isProgressive;

    public static bool IsJpeg(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    public RgbImage Decode()
    {
        var (position, scans) = (2, 0);
        while (NextMarker(ref position) is not 0xD9 and var marker)
        {
            var segment = Segment(ref position);
            switch (marker)
            {
                case 0xC0 or 0xC1 or 0xC2:
                    ReadFrame(segment, marker == 0xC2);
                    break;
                case 0xC4:
                    ReadHuffmanCodes(segment);
                    break;
                case 0xC3 or (>= 0xC5 and <= 0xCF):
                    throw new ImageFormatException($"The JPEG's coding (SOF{marker - 0xC0}) is not supported.");
                case 0xDB:
                    ReadQuantization(segment);
                    break;
                case 0xDD when segment.Length == 2:
                    _restartInterval = BinaryPrimitives.ReadUInt16BigEndian(segment);
                    break;
                case 0xEE when segment.StartsWith("Adobe"u8) && segment.Length >= 12:
                    _adobeTransform = segment[11];
                    break;
                case 0xDA when ++scans > ScansMax:
                    throw new ImageFormatException($"The JPEG has more than {ScansMax} scans.");
                case 0xDA:
                    position = ReadScan(segment, position);
                    break;
            }
        }

        if (scans == 0)
        {
            throw new ImageFormatException("The JPEG has no pixels.");
        }

        return JpegPixels.Assemble(_width, _height, _components, _quantization, isYcc: _adobeTransform != 0);
    }

    private int NextMarker(ref int position)
    {
        while (position + 1 < bytes.Length)
        {
            if (bytes[position++] == 0xFF && bytes[position] is not (0 or 0xFF or (>= 0xD0 and <= 0xD7)))
            {
                return bytes[position++];
            }
        }

        throw new ImageFormatException("The JPEG ends without its end marker.");
    }

    private ReadOnlySpan<byte> Segment(ref int position)
    {
        var length = position + 2 <= bytes.Length ? BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(position)) : 0;
        if (length < 2 || length > bytes.Length - position)
        {
            throw new ImageFormatException("The JPEG ends in the middle of a segment.");
        }

        var segment = bytes.AsSpan(position + 2, length - 2);
        position += length;
        return segment;
    }

    private void ReadFrame(ReadOnlySpan<byte> segment, bool isProgressive)
    {
        if (_components.Length > 0 || segment.Length < 6 || segment.Length != 6 + (3 * segment[5]))
        {
            throw new ImageFormatException("The JPEG's frame header is broken, or there are two.");
        }

        _height = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]);
        _width = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]);
        RgbImage.CheckSize(_width, _height);
        if (segment[0] != 8 || segment[5] is not (1 or 3))
        {
            throw new ImageFormatException(
                $"The JPEG has {segment[5]} components of {segment[0]} bits; 1 or 3 of 8 are supported.");
        }

        _isProgressive = isProgressive;
        _components = new JpegComponent[segment[5]];
        for (var index = 0; index < _components.Length; index++)
        {
            _components[index] = Component(segment.Slice(6 + (3 * index), 3));
        }

        Measure();
    }

    private static JpegComponent Component(ReadOnlySpan<byte> entry)
    {
        var component = new JpegComponent
        {
            Id = entry[0],
            Horizontal = entry[1] >> 4,
            Vertical = entry[1] & 15,
            Quantization = entry[2],
        };
        return component is { Horizontal: >= 1 and <= 4, Vertical: >= 1 and <= 4, Quantization: <= 3 }
            ? component
            : throw new ImageFormatException("The JPEG has a component with an impossible sampling or table.");
    }

    private void Measure()
    {
        var horizontal = _components.Max(component => component.Horizontal);
        var vertical = _components.Max(component => component.Vertical);
        var (unitsAcross, unitsDown) = (Units(_width, 8 * horizontal), Units(_height, 8 * vertical));
        if (unitsAcross * (long)unitsDown > bytes.Length * 8L)
        {
            // The shortest code of a unit has a bit.
            throw new ImageFormatException($"The JPEG has {_width} × {_height} pixels, but too few bytes for them.");
        }

        foreach (var component in _components)
        {
            component.BlocksAcross = unitsAcross * component.Horizontal;
            component.BlocksDown = unitsDown * component.Vertical;
            component.NeededAcross = Units(Units(_width * component.Horizontal, horizontal), 8);
            component.NeededDown = Units(Units(_height * component.Vertical, vertical), 8);
            component.Coefficients = new short[component.BlocksAcross * component.BlocksDown * 64];
        }
    }

    private static int Units(int length, int unit) => (length + unit - 1) / unit;

    private void ReadQuantization(ReadOnlySpan<byte> segment)
    {
        while (segment.Length > 0)
        {
            var (bytesEach, table) = ((segment[0] >> 4) + 1, segment[0] & 15);
            if (bytesEach > 2 || table > 3 || segment.Length < 1 + (64 * bytesEach))
            {
                throw new ImageFormatException("The JPEG has a broken quantisation table.");
            }

            var steps = new ushort[64];
            for (var index = 0; index < 64; index++)
            {
                var entry = segment[(1 + (index * bytesEach))..];
                steps[JpegScan.Natural(index)] =
                    bytesEach == 2 ? BinaryPrimitives.ReadUInt16BigEndian(entry) : entry[0];
            }

            _quantization[table] = steps;
            segment = segment[(1 + (64 * bytesEach))..];
        }
    }

    private void ReadHuffmanCodes(ReadOnlySpan<byte> segment)
    {
        while (segment.Length > 0)
        {
            var values = 0;
            for (var bits = 1; bits <= 16 && segment.Length >= 17; bits++)
            {
                values += segment[bits];
            }

            if (segment.Length < 17 + values || values > 256 || segment[0] is not (<= 3 or (>= 16 and <= 19)))
            {
                throw new ImageFormatException("The JPEG has a broken Huffman table.");
            }

            var code = new HuffmanCode(segment.Slice(1, 16), segment.Slice(17, values));
            (segment[0] < 16 ? _dc : _ac)[segment[0] & 3] = code;
            segment = segment[(17 + values)..];
        }
    }

    /// <summary>Reads a scan whose pixels begin at a position; returns where they end.</summary>
    private int ReadScan(ReadOnlySpan<byte> header, int position)
    {
        var count = header.Length > 0 ? header[0] : 0;
        if (count is < 1 or > 3 || header.Length != 4 + (2 * count))
        {
            throw new ImageFormatException("The JPEG has a broken scan header.");
        }

        var components = new JpegComponent[count];
        for (var index = 0; index < count; index++)
        {
            components[index] = ScanComponent(header[1 + (2 * index)], header[2 + (2 * index)]);
        }

        var band = header[^3..];
        var (first, last, high, low) = (band[0], band[1], band[2] >> 4, band[2] & 15);
        if (_isProgressive
            && (last > 63 || first > last || low > 13 || (first == 0) != (last == 0) || (first > 0 && count > 1)))
        {
            throw new ImageFormatException("The JPEG has a scan of impossible coefficients.");
        }

        var bits = new JpegBits(bytes, position);
        RequireCodes(components, needsDc: first == 0 && high == 0, needsAc: !_isProgressive || first > 0);
        ReadUnits(components, bits, new JpegScan(bits, _isProgressive, first, last, high, low));
        return bits.Position;
    }

    private JpegComponent ScanComponent(int id, int tables)
    {
        var component = Array.Find(_components, component => component.Id == id)
            ?? throw new ImageFormatException("The JPEG has a scan of an unknown component.");
        component.Dc = _dc[(tables >> 4) & 3];
        component.Ac = _ac[tables & 3];
        return component;
    }

    private static void RequireCodes(JpegComponent[] components, bool needsDc, bool needsAc)
    {
        if (Array.Exists(components, item => (needsDc && item.Dc is null) || (needsAc && item.Ac is null)))
        {
            throw new ImageFormatException("The JPEG has a scan without its Huffman tables.");
        }
    }

    /// <summary>One component: its blocks row by row. Several: units, each with a rectangle of blocks.</summary>
    private void ReadUnits(JpegComponent[] components, JpegBits bits, JpegScan scan)
    {
        var single = components is [var only] ? only : null;
        var across = single?.NeededAcross ?? components[0].BlocksAcross / components[0].Horizontal;
        var down = single?.NeededDown ?? components[0].BlocksDown / components[0].Vertical;
        Array.ForEach(components, component => component.Predictor = 0);
        for (var unit = 0; unit < across * down; unit++)
        {
            if (_restartInterval > 0 && unit > 0 && unit % _restartInterval == 0)
            {
                bits.Restart();
                scan.Reset();
                Array.ForEach(components, component => component.Predictor = 0);
            }

            var (y, x) = Math.DivRem(unit, across);
            foreach (var component in components)
            {
                var (width, height) = single is null ? (component.Horizontal, component.Vertical) : (1, 1);
                for (var block = 0; block < width * height; block++)
                {
                    var row = (y * height) + (block / width);
                    var place = (row * component.BlocksAcross) + (x * width) + (block % width);
                    scan.Read(component, component.Coefficients.AsSpan(place * 64, 64));
                }
            }
        }
    }
}
