using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;
using Ganban.Documents;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Ingestion.Parsing;

/// <summary>
/// Lets a model write down what a document says: of a picture what is on it, of a PDF file the text of its pages.
/// </summary>
internal sealed class ModelReader(DocumentReader reader, KnowledgeModels models)
{
    private const int OutputTokens = 4096;
    private const int CharactersPerCall = 8_000;

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
        if (file.Format == DocumentFormat.Image)
        {
            var picture = new DataContent(file.Content, ImageType.Of(file.Content.Span));
            return await Write(target, settings, picture, page: null, cancellationToken);
        }

        var sections = new List<DocumentSection>();
        foreach (var section in await reader.Read(file.Format, file.Content, cancellationToken))
        {
            foreach (var text in section.Text.Chunk(CharactersPerCall))
            {
                sections.AddRange(await Write(
                    target, settings, new TextContent(new string(text)), section.Page, cancellationToken));
            }
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
        try
        {
            var answer = await models.Ask(
                settings.ModelArn, request, target.Context, isPatient: true, cancellationToken);
            return [.. await WriteDown(answer.Text, page, cancellationToken)];
        }
        catch (ModelledException e) when (e.Code == nameof(ValidationException))
        {
            throw new DocumentFailedException($"the parsing model refused it: {e.Message}", e);
        }
        catch (ModelledException e)
        {
            throw new IngestionFailedException($"The parsing model can't be used: {e.Code}: {e.Message}", e);
        }
    }
}
