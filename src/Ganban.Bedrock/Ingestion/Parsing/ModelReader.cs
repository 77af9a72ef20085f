using Ganban.Bedrock.Ingestion.Pictures;
using Ganban.Contracts.BedrockAgent;
using Ganban.Documents;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Ingestion.Parsing;

/// <summary>
/// Lets a model write down what a document says: of a picture what is on it, of a PDF file the text of its pages, and
/// what is on those that have little.
/// </summary>
internal sealed class ModelReader(DocumentReader reader, Transcriber transcriber, PictureCopies copies)
{
    /// <summary>What lets a document be read that is a picture.</summary>
    public const string Advice =
        "to have pictures and scanned pages read, give the data source a parsingConfiguration with BEDROCK_FOUNDATION_MODEL and a "
        + "model that takes images";

    private const int PicturesMax = 1_000;

    // With fewer letters, as of a page number on a scan, a page is looked at.
    private const int LettersMin = 32;

    /// <summary>Whether a model reads documents of a format; the others are read by their own kind.</summary>
    public static bool Reads(DocumentFormat format) => format is DocumentFormat.Pdf or DocumentFormat.Image;

    /// <summary>The parts of a document: one for each picture that is kept, one for what lies between.</summary>
    /// <exception cref="DocumentException">It can't be read.</exception>
    /// <exception cref="DocumentFailedException">The model refuses it.</exception>
    /// <exception cref="IngestionFailedException">The model can't be used.</exception>
    public async Task<IReadOnlyList<DocumentPart>> Read(
        IngestionTarget target,
        BedrockFoundationModelConfiguration settings,
        SourceFile file,
        CancellationToken cancellationToken)
    {
        var sees = await transcriber.Sees(target, settings, cancellationToken);
        if (file.Format == DocumentFormat.Image)
        {
            return sees
                ? [await Look(target, settings, file, ImageType.Read(file.Content), page: null, cancellationToken)]
                : throw Blind(settings, "the picture");
        }

        var pages = await reader.ReadPages(file.Content, cancellationToken);
        var isShown = settings.ParsingModality == ParsingModality.Multimodal;
        var lettersMin = isShown ? int.MaxValue : sees ? LettersMin : 1;
        if (pages.Count(text => Letters(text) < lettersMin) > PicturesMax)
        {
            throw new DocumentFailedException($"more than {PicturesMax} of its pages would have to be shown to the model; split it");
        }

        var parts = new List<DocumentPart>();
        foreach (var (at, text) in pages.Index())
        {
            var page = at + 1;
            try
            {
                parts.Add(Letters(text) >= lettersMin
                    ? await Write(target, settings, text, page, cancellationToken)
                    : await Look(target, settings, file, page, sees, Letters(text) == 0, cancellationToken));
            }
            catch (Exception e) when (e is DocumentFailedException or DocumentException
                && !isShown && Letters(text) > 0 && Letters(text) < lettersMin)
            {
                // It has some text of its own.
                parts.Add(await Write(target, settings, text, page, cancellationToken));
            }
        }

        return DocumentPart.Join(parts);
    }

    private static int Letters(string text) => text.Count(char.IsLetterOrDigit);

    private static DocumentFailedException Blind(BedrockFoundationModelConfiguration settings, string what) => new(
        $"the parsing model {settings.ModelArn} takes no images, so it can't read {what}; name a model that does");

    private async Task<DocumentPart> Write(
        IngestionTarget target,
        BedrockFoundationModelConfiguration settings,
        string text,
        int page,
        CancellationToken cancellationToken) =>
        DocumentPart.Of(await transcriber.Write(target, settings, text, page, cancellationToken));

    // A blank page is an empty part.
    private async Task<DocumentPart> Look(
        IngestionTarget target,
        BedrockFoundationModelConfiguration settings,
        SourceFile file,
        int page,
        bool sees,
        bool mayBeBlank,
        CancellationToken cancellationToken)
    {
        if (mayBeBlank && await reader.IsBlankPage(file.Content, page, cancellationToken))
        {
            return DocumentPart.Of([]);
        }

        if (!sees)
        {
            throw Blind(settings, $"page {page} as a picture");
        }

        var picture = await reader.DrawPage(file.Content, page, cancellationToken);
        return await Look(target, settings, file, new DataContent(picture, "image/jpeg"), page, cancellationToken);
    }

    private async Task<DocumentPart> Look(
        IngestionTarget target,
        BedrockFoundationModelConfiguration settings,
        SourceFile file,
        DataContent picture,
        int? page,
        CancellationToken cancellationToken)
    {
        var sections = await transcriber.Write(target, settings, picture, page, cancellationToken);
        var address = await copies.Keep(target, file, picture, page, cancellationToken);
        return address is null ? DocumentPart.Of(sections) : new(sections, PictureCopies.Attributes(address));
    }
}
