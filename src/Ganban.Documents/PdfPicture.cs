using System.Globalization;

namespace Ganban.Documents;

/// <summary>Draws pages of PDF with poppler's <c>pdftoppm</c>, whatever their size into a bounded picture.</summary>
/// <param name="limits">The limits.</param>
internal sealed class PdfPicture(DocumentLimits limits)
{
    // Enough to tell whether there is anything on a page.
    private const int GlanceSide = 128;
    private readonly PdfProgram _program = new("pdftoppm", limits);

    /// <summary>Whether nothing is on a page.</summary>
    public async Task<bool> IsBlank(ReadOnlyMemory<byte> content, int page, CancellationToken cancellationToken) =>
        IsBlank(await Draw(content, page, GlanceSide, "-gray", cancellationToken));

    /// <summary>A page as a JPEG picture.</summary>
    public Task<byte[]> Draw(ReadOnlyMemory<byte> content, int page, CancellationToken cancellationToken) =>
        Draw(content, page, limits.PictureSideMax, "-jpeg -jpegopt quality=90", cancellationToken);

    private Task<byte[]> Draw(
        ReadOnlyMemory<byte> content, int page, int side, string form, CancellationToken cancellationToken) =>
        _program.Run(
            string.Create(CultureInfo.InvariantCulture, $"-f {page} -l {page} -scale-to {side} {form} -"),
            content,
            Read,
            cancellationToken);

    private async Task<byte[]> Read(Stream output, CancellationToken cancellationToken)
    {
        using var picture = new MemoryStream();
        var piece = new byte[64 << 10];
        for (int read; (read = await output.ReadAsync(piece, cancellationToken)) > 0;)
        {
            if (picture.Length + read > limits.PictureBytesMax)
            {
                throw new DocumentException(
                    DocumentFault.TooLarge, $"The picture of a page takes more than {limits.PictureBytesMax} bytes.");
            }

            picture.Write(piece, 0, read);
        }

        return picture.ToArray();
    }

    // A PGM file: three lines, then a byte for each point.
    private static bool IsBlank(ReadOnlySpan<byte> picture)
    {
        for (var line = 0; line < 3; line++)
        {
            picture = picture[(picture.IndexOf((byte)'\n') + 1)..];
        }

        return picture.IsEmpty || !picture.ContainsAnyExcept(picture[0]);
    }
}
