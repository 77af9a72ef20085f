using Ganban.Bedrock.Citations;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.Retrieval;

/// <summary>
/// Citations in the API's form: a part of the answer with its place, from its first character to behind its last, and
/// the passages that bear it out.
/// </summary>
/// <param name="found">What the answer may cite.</param>
internal sealed class AnswerCitations(IReadOnlyList<VectorMatch> found)
{
    private int _at;

    /// <summary>The citation of the answer's next piece; null if nothing bears it out.</summary>
    public Citation? Next(string piece, IReadOnlyList<SourceCitation> citations)
    {
        var start = _at + (piece.Length - piece.TrimStart().Length);
        _at += piece.Length;
        var references = citations.Select(citation => citation.Source.Index).Distinct().ToList();
        return references.Count == 0 ? null : Of(piece.Trim(), start, references);
    }

    /// <summary>All citations of an answer; one without references where nothing bears any of it out.</summary>
    public IReadOnlyList<Citation> All(string answer, IReadOnlyList<CitedText> pieces)
    {
        var cited = pieces.Select(piece => Next(piece.Text, piece.Citations)).OfType<Citation>().ToList();
        return cited.Count > 0 || answer.Trim().Length == 0
            ? cited
            : [Of(answer.Trim(), answer.Length - answer.TrimStart().Length, [])];
    }

    private Citation Of(string text, int start, IReadOnlyList<int> references) => new()
    {
        GeneratedResponsePart = new GeneratedResponsePart
        {
            TextResponsePart = new TextResponsePart
            {
                Text = text,
                Span = new Span { Start = start, End = start + text.Length },
            },
        },
        RetrievedReferences = [.. references.Select(index => found[index].ToReference())],
    };
}
