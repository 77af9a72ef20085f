using System.Text.Json.Nodes;
using Ganban.Bedrock.Citations;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>Tells citations in Claude's words.</summary>
internal static class AnthropicCitations
{
    /// <summary>A piece of an answer as a text block.</summary>
    public static JsonObject Block(CitedText piece)
    {
        var block = new JsonObject { ["type"] = "text", ["text"] = piece.Text };
        if (piece.Citations.Count > 0)
        {
            block["citations"] = new JsonArray([.. piece.Citations.Select(Citation)]);
        }

        return block;
    }

    /// <summary>A citation in a stream.</summary>
    public static JsonObject Delta(SourceCitation citation) =>
        new() { ["type"] = "citations_delta", ["citation"] = Citation(citation) };

    private static JsonObject Citation(SourceCitation citation)
    {
        var source = citation.Source;
        return source.Kind switch
        {
            CitableKind.Text => Document("char_location", "start_char_index", "end_char_index", citation),
            CitableKind.Chunks => Document("content_block_location", "start_block_index", "end_block_index", citation),
            CitableKind.Pages => Document(
                "page_location",
                "start_page_number",
                "end_page_number",
                citation with { Start = citation.Start + 1, End = citation.End + 1 }), // pages begin with 1
            _ => new JsonObject
            {
                ["type"] = "search_result_location",
                ["cited_text"] = citation.Text,
                ["source"] = source.Source,
                ["title"] = source.Title,
                ["search_result_index"] = source.Index,
                ["start_block_index"] = citation.Start,
                ["end_block_index"] = citation.End,
            },
        };
    }

    private static JsonObject Document(string type, string start, string end, SourceCitation citation) => new()
    {
        ["type"] = type,
        ["cited_text"] = citation.Text,
        ["document_index"] = citation.Source.Index,
        ["document_title"] = citation.Source.Title,
        [start] = citation.Start,
        [end] = citation.End,
    };
}
