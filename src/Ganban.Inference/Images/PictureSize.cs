using System.Buffers.Binary;

namespace Ganban.Inference.Images;

/// <summary>Reads how large a picture is without reading its pixels.</summary>
public static class PictureSize
{
    private const int PngHeaderBytes = 24;

    /// <summary>Width and height of a PNG or JPEG; null for another kind, or a broken file.</summary>
    /// <param name="bytes">The file.</param>
    public static (int Width, int Height)? Of(ReadOnlySpan<byte> bytes) =>
        PngDecoder.IsPng(bytes)
            ? bytes.Length < PngHeaderBytes ? null : Sound(Number32(bytes[16..]), Number32(bytes[20..]))
        : JpegDecoder.IsJpeg(bytes) ? OfJpeg(bytes[2..])
        : null;

    // Segments follow one another, each with its length, up to the frame that tells the size.
    private static (int Width, int Height)? OfJpeg(ReadOnlySpan<byte> rest)
    {
        while (rest.Length >= 9 && rest[0] == 0xFF)
        {
            var kind = rest[1];
            if (kind == 0xFF)
            {
                rest = rest[1..];
                continue;
            }

            if (kind is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return Sound(Number16(rest[7..]), Number16(rest[5..]));
            }

            var length = 2 + (int)Number16(rest[2..]);
            if (length > rest.Length)
            {
                return null;
            }

            rest = rest[length..];
        }

        return null;
    }

    private static (int Width, int Height)? Sound(uint width, uint height) =>
        width is > 0 and <= RgbImage.PixelsMax && height is > 0 and <= RgbImage.PixelsMax
            ? ((int)width, (int)height)
            : null;

    private static uint Number16(ReadOnlySpan<byte> bytes) =>
        bytes.Length < 2 ? 0u : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint Number32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
