using System.Text;

namespace Ganban.Documents;

/// <summary>Reads the text of PDF with poppler's <c>pdftotext</c>.</summary>
/// <param name="limits">The limits.</param>
internal sealed class PdfText(DocumentLimits limits)
{
    private const int PieceCharacters = 32 << 10;
    private readonly PdfProgram _program = new("pdftotext", limits);

    /// <summary>Reads the pages' texts, and gives the number of pages.</summary>
    public Task<int> Read(ReadOnlyMemory<byte> content, SectionList sections, CancellationToken cancellationToken) =>
        _program.Run(
            "-enc UTF-8 -eol unix - -", content, (output, token) => Pages(output, sections, token), cancellationToken);

    // A form feed ends a page.
    private static async Task<int> Pages(Stream output, SectionList sections, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(output, new UTF8Encoding(false));
        var page = 1;
        var text = new StringBuilder();
        var piece = new char[PieceCharacters];
        for (int read; (read = await reader.ReadAsync(piece, cancellationToken)) > 0;)
        {
            sections.Check(text.Length + read);
            for (var start = 0; start < read;)
            {
                var end = Array.IndexOf(piece, '\f', start, read - start);
                text.Append(piece, start, (end < 0 ? read : end) - start);
                if (end < 0)
                {
                    break;
                }

                sections.Add(text.ToString(), page++, headings: []);
                text.Clear();
                start = end + 1;
            }
        }

        sections.Add(text.ToString(), page, headings: []);
        return page - 1;
    }
}
