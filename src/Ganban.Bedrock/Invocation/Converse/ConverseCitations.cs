using Ganban.Bedrock.Citations;
using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Invocation.Converse;

/// <summary>Reads what a conversation lets an answer cite, and tells citations in Converse's words.</summary>
internal static class ConverseCitations
{
    /// <summary>
    /// The sources whose citations are enabled. Documents and search results are counted each in their order, whether
    /// citations are enabled or not.
    /// </summary>
    public static IReadOnlyList<CitableSource> Sources(
        IReadOnlyList<Message> messages, IReadOnlySet<string> paged)
    {
        var sources = new List<CitableSource>();
        var (documents, results) = (0, 0);
        foreach (var block in messages.SelectMany(message => message.Content).SelectMany(WithResults))
        {
            switch (block)
            {
                case DocumentBlock document:
                    var index = documents++;
                    if (document.Citations is { Enabled: true })
                    {
                        sources.Add(OfDocument(document, index, paged.Contains(document.Name)));
                    }

                    break;
                case SearchResultBlock result:
                    var number = results++;
                    if (result.Citations is { Enabled: true })
                    {
                        sources.Add(new CitableSource(
                            number,
                            CitableKind.SearchResult,
                            result.Title,
                            result.Source,
                            [.. result.Content.Select(part => part.Text)]));
                    }

                    break;
            }
        }

        return sources;
    }

    /// <summary>A piece of an answer as a content block.</summary>
    public static ContentBlock Block(CitedText piece) => piece.Citations.Count == 0
        ? new ContentBlock.Text(piece.Text)
        : new ContentBlock.CitationsContent(new CitationsContentBlock
        {
            Content = [new CitationGeneratedContent.Text(piece.Text)],
            Citations = [.. piece.Citations.Select(Whole)],
        });

    /// <summary>A citation in a stream.</summary>
    public static CitationsDelta Delta(SourceCitation citation) => new()
    {
        Title = citation.Source.Title,
        Source = citation.Source.Source,
        SourceContent = [new CitationSourceContentDelta { Text = citation.Text }],
        Location = Location(citation),
    };

    private static Citation Whole(SourceCitation citation) => new()
    {
        Title = citation.Source.Title,
        Source = citation.Source.Source,
        SourceContent = [new CitationSourceContent.Text(citation.Text)],
        Location = Location(citation),
    };

    private static CitationLocation Location(SourceCitation citation) => citation.Source.Kind switch
    {
        CitableKind.Text => new CitationLocation.DocumentChar(new DocumentCharLocation
        {
            DocumentIndex = citation.Source.Index,
            Start = citation.Start,
            End = citation.End,
        }),
        CitableKind.Pages => new CitationLocation.DocumentPage(new DocumentPageLocation
        {
            DocumentIndex = citation.Source.Index,
            Start = citation.Start + 1,
            End = citation.End + 1,
        }),
        CitableKind.Chunks => new CitationLocation.DocumentChunk(new DocumentChunkLocation
        {
            DocumentIndex = citation.Source.Index,
            Start = citation.Start,
            End = citation.End,
        }),
        _ => new CitationLocation.SearchResultLocation(new SearchResultLocation
        {
            SearchResultIndex = citation.Source.Index,
            Start = citation.Start,
            End = citation.End,
        }),
    };

    private static IEnumerable<object> WithResults(ContentBlock block) => block switch
    {
        ContentBlock.Document document => [document.Value],
        ContentBlock.SearchResult result => [result.Value],
        ContentBlock.ToolResult result => result.Value.Content.SelectMany(IEnumerable<object> (part) => part switch
        {
            ToolResultContentBlock.Document document => [document.Value],
            ToolResultContentBlock.SearchResult found => [found.Value],
            _ => [],
        }),
        _ => [],
    };

    private static CitableSource OfDocument(DocumentBlock document, int index, bool isPaged) =>
        document.Source is DocumentSource.Content parts
            ? new CitableSource(
                index,
                isPaged ? CitableKind.Pages : CitableKind.Chunks,
                document.Name,
                Source: null,
                [.. parts.Value.Select(Text)])
            : new CitableSource(
                index, CitableKind.Text, document.Name, Source: null, [ConverseContent.DocumentText(document)]);

    private static string Text(DocumentContentBlock part) => part is DocumentContentBlock.Text text ? text.Value : "";
}
