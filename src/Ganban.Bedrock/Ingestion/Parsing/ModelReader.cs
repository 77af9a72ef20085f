using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts.BedrockAgent;
using Ganban.Documents;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Ingestion.Parsing;

/// <summary>
/// Lets a model write down what a document says: of a picture what is on it, of a PDF file the text of its pages, and
/// what is on those that have little.
/// </summary>
internal sealed class ModelReader(DocumentReader reader, KnowledgeModels models)
{
    /// <summary>What lets a document be read that is a picture.</summary>
    public const string Advice =
        "to have pictures and scanned pages read, give the data source a parsingConfiguration with BEDROCK_FOUNDATION_MODEL and a "
        + "model that takes images";

    private const string Role = "parsing";
    private const int OutputTokens = 4096;
    private const int CharactersPerCall = 8_000;
    private const int PicturesMax = 1_000;

    // With fewer letters, as of a page number on a scan, a page is looked at.
    private const int LettersMin = 32;

    private const string PromptDefault =
        "Transcribe what the user shows into Markdown, in its own language: headings, text, lists and tables in their order. Leave "
        + "nothing out and add nothing. Write the transcript only.";

    /// <summary>Whether a model reads documents of a format; the others are read by their own kind.</summary>
    public static bool Reads(DocumentFormat format) => format is DocumentFormat.Pdf or DocumentFormat.Image;

    /// <summary>The sections of a document.</summary>
    /// <exception cref="DocumentException">It can't be read.</exception>
    /// <exception cref="DocumentFailedException">The model refuses it.</exception>
    /// <exception cref="IngestionFailedException">The model can't be used.</exception>
    public async Task<IReadOnlyList<DocumentSection>> Read(
        IngestionTarget target,
        BedrockFoundationModelConfiguration settings,
        SourceFile file,
        CancellationToken cancellationToken)
    {
        var sees = await IngestionModel.Ask(
            Role, () => models.TakesImages(settings.ModelArn, target.Context, cancellationToken));
        if (file.Format == DocumentFormat.Image)
        {
            return sees
                ? await Write(target, settings, ImageType.Read(file.Content), page: null, cancellationToken)
                : throw Blind(settings, "the picture");
        }

        var pages = await reader.ReadPages(file.Content, cancellationToken);
        var sections = new List<DocumentSection>();
        var drawn = 0;
        for (var page = 1; page <= pages.Count; page++)
        {
            var text = pages[page - 1];
            var letters = text.Count(char.IsLetterOrDigit);
            var isShown = settings.ParsingModality == ParsingModality.Multimodal || letters == 0;
            if (!isShown && (letters >= LettersMin || !sees))
            {
                sections.AddRange(await Write(target, settings, text, page, cancellationToken));
                continue;
            }

            if (++drawn > PicturesMax)
            {
                throw new DocumentFailedException($"more than {PicturesMax} of its pages are pictures; split it");
            }

            try
            {
                sections.AddRange(await Look(target, settings, file, page, sees, cancellationToken));
            }
            catch (Exception e) when (!isShown && e is DocumentFailedException or DocumentException)
            {
                // It has some text of its own.
                sections.AddRange(await Write(target, settings, text, page, cancellationToken));
            }
        }

        return sections;
    }

    private async Task<IReadOnlyList<DocumentSection>> Look(
        IngestionTarget target,
        BedrockFoundationModelConfiguration settings,
        SourceFile file,
        int page,
        bool sees,
        CancellationToken cancellationToken)
    {
        if (await reader.DrawPage(file.Content, page, cancellationToken) is not { } picture)
        {
            return [];
        }

        return sees
            ? await Write(target, settings, new DataContent(picture, "image/jpeg"), page, cancellationToken)
            : throw Blind(settings, $"page {page}, which is a picture");
    }

    private static DocumentFailedException Blind(BedrockFoundationModelConfiguration settings, string what) => new(
        $"the parsing model {settings.ModelArn} takes no images, so it can't read {what}; name a model that does");

    private async Task<IReadOnlyList<DocumentSection>> Write(
        IngestionTarget target,
        BedrockFoundationModelConfiguration settings,
        string text,
        int page,
        CancellationToken cancellationToken)
    {
        var sections = new List<DocumentSection>();
        foreach (var piece in text.Chunk(CharactersPerCall))
        {
            var content = new TextContent(new string(piece));
            sections.AddRange(await Write(target, settings, content, page, cancellationToken));
        }

        return sections;
    }

    private async Task<IEnumerable<DocumentSection>> WriteDown(
        string text, int? page, CancellationToken cancellationToken)
    {
        var written = await reader.Read(
            DocumentFormat.Markdown, System.Text.Encoding.UTF8.GetBytes(text), cancellationToken);
        return written.Select(section => section with { Page = page });
    }

    private async Task<IReadOnlyList<DocumentSection>> Write(
        IngestionTarget target,
        BedrockFoundationModelConfiguration settings,
        AIContent content,
        int? page,
        CancellationToken cancellationToken)
    {
        var prompt = settings.ParsingPrompt?.ParsingPromptText ?? PromptDefault;
        var request = new ChatRequest(
            [new(ChatRole.System, prompt), new(ChatRole.User, [content])],
            new ChatOptions { Temperature = 0, MaxOutputTokens = OutputTokens });
        var answer = await IngestionModel.Ask(
            Role, () => models.Ask(settings.ModelArn, request, target.Context, isPatient: true, cancellationToken));
        return [.. await WriteDown(answer.Text, page, cancellationToken)];
    }
}
