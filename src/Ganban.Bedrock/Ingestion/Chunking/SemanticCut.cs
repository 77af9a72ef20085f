using Ganban.Bedrock.Invocation.Formats.Embeddings;
using Ganban.Contracts.BedrockAgent;
using Ganban.Documents;
using Ganban.Inference.Embeddings;

namespace Ganban.Bedrock.Ingestion.Chunking;

/// <summary>
/// Cuts where neighbouring sentences are about something else: each sentence is embedded with those around it, and a
/// cut lies where the distance to the next is beyond a percentile of all distances.
/// </summary>
internal sealed class SemanticCut(
    SemanticChunkingConfiguration settings, EmbedTexts embed, ITextTokenCounter? counter)
{
    /// <summary>The passages of a document in order.</summary>
    public async Task<IReadOnlyList<Passage>> Cut(
        IReadOnlyList<DocumentSection> sections, CancellationToken cancellationToken)
    {
        var pieces = (await TextPieces.Of(sections, settings.MaxTokens, counter, cancellationToken)).ToList();
        if (pieces.Count < 2)
        {
            return Together(pieces);
        }

        var windows = pieces.Select((_, at) => Window(pieces, at)).ToList();
        var vectors = await embed(windows, cancellationToken);
        var distances = vectors.Zip(vectors.Skip(1), (left, right) => 1 - Vectors.Cosine(left, right)).ToList();
        var limit = Percentile(distances, settings.BreakpointPercentileThreshold);
        var passages = new List<Passage>();
        var start = 0;
        for (var i = 0; i < pieces.Count; i++)
        {
            if (i == pieces.Count - 1 || distances[i] > limit)
            {
                passages.AddRange(Together(pieces[start..(i + 1)]));
                start = i + 1;
            }
        }

        return passages;
    }

    private List<Passage> Together(List<TextPiece> pieces) =>
        [.. PieceGroups.Of(pieces, settings.MaxTokens, overlapTokens: 0).Select(PieceGroups.ToPassage)];

    private string Window(List<TextPiece> pieces, int at)
    {
        var from = Math.Max(0, at - settings.BufferSize);
        var to = Math.Min(pieces.Count, at + settings.BufferSize + 1);
        var text = PieceGroups.Text(pieces[from..to]);
        return text.Length > 0 ? text : " ";
    }

    private static double Percentile(List<double> distances, int percent)
    {
        var sorted = distances.Order().ToList();
        var place = (sorted.Count - 1) * percent / 100.0;
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + ((sorted[above] - sorted[below]) * (place - below));
    }
}
