using Ganban.Bedrock.Citations;
using Ganban.Documents;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation;

/// <summary>
/// Reads the PDFs that native bodies hold: afterwards a prompt has their text, and citations their pages.
/// </summary>
internal sealed class PromptDocuments(DocumentReader reader)
{
    /// <summary>The prompt with the text of its PDFs.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">One can't be read.</exception>
    public async Task<ChatRequest> Read(ChatRequest request, CancellationToken cancellationToken)
    {
        if (!request.Messages.SelectMany(message => message.Contents).Any(IsUnread))
        {
            return request;
        }

        var sources = request.Sources.ToList();
        var messages = new List<ChatMessage>(request.Messages.Count);
        foreach (var message in request.Messages)
        {
            var copy = message.Clone();
            copy.Contents = [.. message.Contents];
            for (var i = 0; i < copy.Contents.Count; i++)
            {
                copy.Contents[i] = copy.Contents[i] switch
                {
                    PdfContent pdf => new TextContent(await Text(pdf, sources, cancellationToken)),
                    FunctionResultContent { Result: IReadOnlyList<AIContent> parts } result =>
                        new FunctionResultContent(result.CallId, await Text(parts, sources, cancellationToken)),
                    var other => other,
                };
            }

            messages.Add(copy);
        }

        return request with { Messages = messages, Sources = sources };
    }

    private static bool IsUnread(AIContent content) =>
        content is PdfContent or FunctionResultContent { Result: IReadOnlyList<AIContent> };

    private async Task<string> Text(
        IReadOnlyList<AIContent> parts, List<CitableSource> sources, CancellationToken cancellationToken)
    {
        var texts = new List<string>();
        foreach (var part in parts)
        {
            texts.Add(part is PdfContent pdf
                ? await Text(pdf, sources, cancellationToken)
                : ((TextContent)part).Text);
        }

        return string.Join('\n', texts);
    }

    private async Task<string> Text(PdfContent pdf, List<CitableSource> sources, CancellationToken cancellationToken)
    {
        var pages = DocumentPages.Of(await Sections(pdf, cancellationToken));
        if (pdf.Source is { } source)
        {
            sources[sources.IndexOf(source)] = source with { Parts = pages };
        }

        return string.Join('\n', pdf.Heading.Concat(pages));
    }

    private async Task<IReadOnlyList<DocumentSection>> Sections(PdfContent pdf, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.Read(DocumentFormat.Pdf, pdf.File, cancellationToken);
        }
        catch (DocumentException e) when (e.Fault == DocumentFault.Unavailable)
        {
            throw InvocationErrors.NotHere(e.Message);
        }
        catch (DocumentException e)
        {
            throw InvocationErrors.UnreadablePdf(pdf.Place, e);
        }
    }
}
