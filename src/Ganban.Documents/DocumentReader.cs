using System.Text;

namespace Ganban.Documents;

/// <summary>
/// Reads the text of documents. What comes is hostile: sizes are checked before they are believed, nothing outside the
/// document is fetched, and nothing in it is run. Safe for concurrent use.
/// </summary>
public sealed class DocumentReader
{
    private readonly DocumentLimits _limits;
    private readonly PdfText _pdf;
    private readonly PdfPicture _picture;

    /// <summary>A reader within limits.</summary>
    /// <param name="limits">What reading may take.</param>
    public DocumentReader(DocumentLimits limits)
    {
        (_limits, _pdf, _picture) = (limits, new PdfText(limits), new PdfPicture(limits));

        // The platform has the Japanese encodings, and those of old workbooks, but not at hand.
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
    }

    /// <summary>Reads a document.</summary>
    /// <param name="format">Its format.</param>
    /// <param name="content">The whole document.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Its sections in order; none of them is empty.</returns>
    /// <exception cref="DocumentException">It can't be read.</exception>
    public async Task<IReadOnlyList<DocumentSection>> Read(
        DocumentFormat format, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var sections = new SectionList(_limits.CharactersMax);
        if (format == DocumentFormat.Pdf)
        {
            await _pdf.Read(content, sections, cancellationToken);
        }
        else
        {
            await Task.Run(() => ReadHere(format, content, sections, cancellationToken), cancellationToken);
        }

        return sections.All;
    }

    /// <summary>The text of each page of a PDF document, an empty one for a page without text.</summary>
    /// <param name="pdf">The whole document.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="DocumentException">It can't be read.</exception>
    public async Task<IReadOnlyList<string>> ReadPages(
        ReadOnlyMemory<byte> pdf, CancellationToken cancellationToken)
    {
        var sections = new SectionList(_limits.CharactersMax);
        var count = await _pdf.Read(pdf, sections, cancellationToken);
        return DocumentPages.Of(sections.All, count);
    }

    /// <summary>Whether nothing is on a page of a PDF document: neither text nor a picture.</summary>
    /// <param name="pdf">The whole document.</param>
    /// <param name="page">The page, from 1.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="DocumentException">It can't be drawn.</exception>
    public Task<bool> IsBlankPage(ReadOnlyMemory<byte> pdf, int page, CancellationToken cancellationToken) =>
        _picture.IsBlank(pdf, page, cancellationToken);

    /// <summary>A page of a PDF document as a JPEG picture.</summary>
    /// <param name="pdf">The whole document.</param>
    /// <param name="page">The page, from 1.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="DocumentException">It can't be drawn.</exception>
    public Task<byte[]> DrawPage(ReadOnlyMemory<byte> pdf, int page, CancellationToken cancellationToken) =>
        _picture.Draw(pdf, page, cancellationToken);

    private void ReadHere(
        DocumentFormat format,
        ReadOnlyMemory<byte> content,
        SectionList sections,
        CancellationToken cancellationToken)
    {
        switch (format)
        {
            case DocumentFormat.Markdown:
                MarkdownText.Read(TextDecoder.Decode(content.Span), sections, cancellationToken);
                break;
            case DocumentFormat.Html:
                HtmlText.Read(
                    TextDecoder.Decode(content.Span, HtmlText.CharsetIn(content.Span)), sections, cancellationToken);
                break;
            case DocumentFormat.Docx:
                WordText.Read(Package.Open(content, _limits, cancellationToken), sections);
                break;
            case DocumentFormat.Pptx:
                SlideText.Read(Package.Open(content, _limits, cancellationToken), sections);
                break;
            case DocumentFormat.Xlsx:
                Package.Open(content, _limits, cancellationToken);
                WorkbookText.Read(content, sections, cancellationToken);
                break;
            case DocumentFormat.Xls:
                WorkbookText.Read(content, sections, cancellationToken);
                break;
            case DocumentFormat.Image:
                throw new DocumentException(
                    DocumentFault.Unavailable, "A picture has no text of its own; only a model can read it.");
            default:
                sections.Add(TextDecoder.Decode(content.Span), page: null, headings: []);
                break;
        }
    }
}
