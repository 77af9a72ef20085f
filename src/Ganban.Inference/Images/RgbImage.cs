namespace Ganban.Inference.Images;

/// <summary>A picture, eight bits for each of red, green and blue.</summary>
/// <param name="Width">Pixels in a row, at least 1.</param>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Pixels">`[height × width × 3]`, rows from the top.</param>
public sealed record RgbImage(int Width, int Height, byte[] Pixels)
{
    /// <summary>The most pixels of a picture that is read.</summary>
    public const int PixelsMax = 64 * 1024 * 1024;

    /// <summary>What a picture's first bytes say that it is: `image/png`, `image/jpeg`, or null for neither.</summary>
    /// <param name="bytes">The file.</param>
    public static string? MediaTypeOf(ReadOnlySpan<byte> bytes) =>
        PngDecoder.IsPng(bytes) ? "image/png" : JpegDecoder.IsJpeg(bytes) ? "image/jpeg" : null;

    /// <summary>Reads a PNG or a JPEG picture, told apart by its first bytes. Transparency is dropped.</summary>
    /// <param name="bytes">The file.</param>
    /// <exception cref="ImageFormatException">The file is broken, too large or of another kind.</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> bytes) =>
        PngDecoder.IsPng(bytes) ? new PngDecoder(bytes).Decode()
        : JpegDecoder.IsJpeg(bytes) ? new JpegDecoder(bytes.ToArray()).Decode()
        : throw new ImageFormatException("The picture is neither PNG nor JPEG.");

    /// <summary>Refuses a size that is too large, before anything is allocated by it.</summary>
    internal static void CheckSize(long width, long height)
    {
        if (width < 1 || height < 1 || width * height > PixelsMax)
        {
            throw new ImageFormatException(
                $"The picture has {width} × {height} pixels; 1 to {PixelsMax} together are supported.");
        }
    }
}
