using System.Buffers.Binary;
using System.IO.Compression;

namespace Ganban.Inference.Images;

/// <summary>
/// Writes masks the way OpenAI's API takes them: a PNG (ISO/IEC 15948) in which what changes is transparent.
/// </summary>
internal static class AlphaMask
{
    private const int ColourWithAlpha = 6;
    private const uint CrcPolynomial = 0xEDB88320;

    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The mask as a PNG with transparency.</summary>
    /// <exception cref="ImageFormatException">The mask is broken, too large, or neither PNG nor JPEG.</exception>
    public static byte[] Of(ImageMask mask)
    {
        var picture = RgbImage.Decode(mask.Image.Span);
        using var file = new MemoryStream();
        file.Write(Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), picture.Height);
        (header[8], header[9]) = (8, ColourWithAlpha);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compressed(picture, mask.ChangesWhite));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Compressed(RgbImage picture, bool changesWhite)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest))
        {
            var row = new byte[1 + (picture.Width * 4)];
            for (var y = 0; y < picture.Height; y++)
            {
                var pixels = picture.Pixels.AsSpan(y * picture.Width * 3, picture.Width * 3);
                for (var x = 0; x < picture.Width; x++)
                {
                    var (red, green, blue) = (pixels[x * 3], pixels[(x * 3) + 1], pixels[(x * 3) + 2]);
                    var light = (byte)((red + green + blue) / 3);
                    row[1 + (x * 4) + 3] = changesWhite ? (byte)(255 - light) : light;
                }

                zlib.Write(row);
            }
        }

        return compressed.ToArray();
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), data));
        file.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * CrcPolynomial);
            }
        }

        return crc;
    }
}
