using System.Buffers.Binary;
using System.IO.Compression;

namespace Ganban.Inference.Images;

/// <summary>
/// Reads PNG (ISO/IEC 15948): all colour types and depths, interlaced or not. Transparency is dropped, sixteen bits are
/// cut to eight. The checksum of the compressed pixels is verified, those of the chunks are not.
/// </summary>
internal sealed class PngDecoder
{
    // Four letters each.
    private const uint Header = 0x49484452;
    private const uint Palette = 0x504C5445;
    private const uint Pixels = 0x49444154;
    private const uint End = 0x49454E44;

    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    // Adam7: first column and row, and the steps, of each pass over the picture.
    private static readonly (int X, int Y, int StepX, int StepY)[] Interlaced =
    [
        (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
    ];

    private static readonly (int X, int Y, int StepX, int StepY)[] Straight = [(0, 0, 1, 1)];

    private readonly List<byte> _compressed = [];
    private readonly int _width;
    private readonly int _height;
    private readonly int _depth;
    private readonly int _colour;
    private readonly bool _isInterlaced;
    private byte[] _palette = [];

    public PngDecoder(ReadOnlySpan<byte> bytes)
    {
        var rest = bytes[Signature.Length..];
        var header = Chunk(ref rest, out var type);
        if (type != Header || header.Length != 13)
        {
            throw new ImageFormatException("The PNG does not begin with its header.");
        }

        var width = BinaryPrimitives.ReadUInt32BigEndian(header);
        var height = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        RgbImage.CheckSize(width, height);
        (_width, _height) = ((int)width, (int)height);
        (_depth, _colour, _isInterlaced) = (header[8], header[9], header[12] == 1);
        var isKnown = (_colour, _depth)
            is (0 or 3, 1 or 2 or 4) or (0 or 2 or 3 or 4 or 6, 8) or (0 or 2 or 4 or 6, 16);
        if (!isKnown || header[10] != 0 || header[11] != 0 || header[12] > 1)
        {
            throw new ImageFormatException(
                $"The PNG's colour type {_colour} with a depth of {_depth}, or its coding, does not exist.");
        }

        ReadChunks(rest);
    }

    public static bool IsPng(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Signature);

    private int Channels => _colour switch
    {
        2 => 3,
        4 => 2,
        6 => 4,
        _ => 1,
    };

    private int PixelBits => Channels * _depth;

    public RgbImage Decode()
    {
        using var inflated = new ZLibStream(new MemoryStream([.. _compressed]), CompressionMode.Decompress);
        var pixels = new byte[_width * _height * 3];
        try
        {
            foreach (var pass in _isInterlaced ? Interlaced : Straight)
            {
                DecodePass(inflated, pass, pixels);
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new ImageFormatException("The PNG's pixels are incomplete or broken.", exception);
        }

        return new RgbImage(_width, _height, pixels);
    }

    private void ReadChunks(ReadOnlySpan<byte> rest)
    {
        uint type;
        do
        {
            var content = Chunk(ref rest, out type);
            if (type == Palette)
            {
                _palette = content.ToArray();
            }
            else if (type == Pixels)
            {
                _compressed.AddRange(content);
            }
        }
        while (type != End);

        if (_colour == 3 && (_palette.Length is 0 or > 768 || _palette.Length % 3 != 0))
        {
            throw new ImageFormatException("The PNG's palette is missing or broken.");
        }
    }

    private static ReadOnlySpan<byte> Chunk(scoped ref ReadOnlySpan<byte> rest, out uint type)
    {
        if (rest.Length < 12 || BinaryPrimitives.ReadUInt32BigEndian(rest) > rest.Length - 12)
        {
            throw new ImageFormatException("The PNG ends in the middle of a chunk.");
        }

        var length = (int)BinaryPrimitives.ReadUInt32BigEndian(rest);
        type = BinaryPrimitives.ReadUInt32BigEndian(rest[4..]);
        var content = rest.Slice(8, length);
        rest = rest[(12 + length)..];
        return content;
    }

    private void DecodePass(ZLibStream inflated, (int X, int Y, int StepX, int StepY) pass, byte[] pixels)
    {
        var width = (_width - pass.X + pass.StepX - 1) / pass.StepX;
        var bytes = ((width * PixelBits) + 7) / 8;
        var distance = Math.Max(PixelBits / 8, 1);
        var (row, before) = (new byte[bytes], new byte[bytes]);
        for (var y = pass.Y; y < _height && width > 0; y += pass.StepY)
        {
            var filter = inflated.ReadByte();
            inflated.ReadExactly(row);
            Unfilter(filter, row, before, distance);
            for (var index = 0; index < width; index++)
            {
                var place = ((y * _width) + pass.X + (index * pass.StepX)) * 3;
                Colour(row, index, pixels.AsSpan(place, 3));
            }

            (row, before) = (before, row);
        }
    }

    private static void Unfilter(int filter, byte[] row, byte[] before, int distance)
    {
        for (var index = 0; index < row.Length; index++)
        {
            int left = index >= distance ? row[index - distance] : 0;
            int corner = index >= distance ? before[index - distance] : 0;
            int above = before[index];
            row[index] += (byte)(filter switch
            {
                0 => 0,
                1 => left,
                2 => above,
                3 => (left + above) / 2,
                4 => Paeth(left, above, corner),
                _ => throw new ImageFormatException($"The PNG has a row with the unknown filter {filter}."),
            });
        }
    }

    /// <summary>Of left, above and corner the one nearest to left + above − corner.</summary>
    private static int Paeth(int left, int above, int corner)
    {
        var (toLeft, toAbove) = (Math.Abs(above - corner), Math.Abs(left - corner));
        var toCorner = Math.Abs(left + above - (2 * corner));
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }

    private void Colour(byte[] row, int pixel, Span<byte> rgb)
    {
        if (_colour == 3)
        {
            var entry = Sample(row, pixel) * 3;
            if (entry >= _palette.Length)
            {
                throw new ImageFormatException("The PNG has a pixel beyond its palette.");
            }

            _palette.AsSpan(entry, 3).CopyTo(rgb);
        }
        else if (_colour is 0 or 4)
        {
            rgb.Fill((byte)(Sample(row, pixel * Channels) * 255 / ((1 << Math.Min(_depth, 8)) - 1)));
        }
        else
        {
            for (var channel = 0; channel < 3; channel++)
            {
                rgb[channel] = (byte)Sample(row, (pixel * Channels) + channel);
            }
        }
    }

    /// <summary>A sample of a row; of sixteen bits the upper eight.</summary>
    private int Sample(byte[] row, int index)
    {
        if (_depth >= 8)
        {
            return row[index * _depth / 8];
        }

        var bit = index * _depth;
        return (row[bit / 8] >> (8 - _depth - (bit % 8))) & ((1 << _depth) - 1);
    }
}
