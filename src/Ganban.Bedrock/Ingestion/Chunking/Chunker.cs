using Ganban.Contracts.BedrockAgent;
using Ganban.Documents;

namespace Ganban.Bedrock.Ingestion.Chunking;

/// <summary>Makes vectors of texts.</summary>
internal delegate Task<IReadOnlyList<ReadOnlyMemory<float>>> EmbedTexts(
    IReadOnlyList<string> texts, CancellationToken cancellationToken);

/// <summary>Takes documents apart as a data source wants it.</summary>
/// <param name="chunking">How; null for the service's default.</param>
/// <param name="embed">Makes vectors, where the way of cutting needs them.</param>
internal sealed class Chunker(ChunkingConfiguration? chunking, EmbedTexts embed)
{
    private const int TokensDefault = 300;

    // No document that may be fetched has as many.
    private const int Unlimited = int.MaxValue / 16;

    /// <summary>The passages of a document in order.</summary>
    public async Task<IReadOnlyList<Passage>> Cut(
        IReadOnlyList<DocumentSection> sections, CancellationToken cancellationToken)
    {
        switch (chunking?.ChunkingStrategy)
        {
            case ChunkingStrategy.None:
                return Fixed(sections, Unlimited, overlapTokens: 0);
            case ChunkingStrategy.FixedSize:
                var size = chunking.FixedSizeChunkingConfiguration!;
                return Fixed(sections, size.MaxTokens, (int)((long)size.MaxTokens * size.OverlapPercentage / 100));
            case ChunkingStrategy.Hierarchical:
                return Hierarchical(sections, chunking.HierarchicalChunkingConfiguration!);
            case ChunkingStrategy.Semantic:
                var semantic = new SemanticCut(chunking.SemanticChunkingConfiguration!, embed);
                return await semantic.Cut(sections, cancellationToken);
            default:
                return Fixed(sections, TokensDefault, overlapTokens: 0);
        }
    }

    private static List<Passage> Fixed(IReadOnlyList<DocumentSection> sections, int tokensMax, int overlapTokens)
    {
        var max = Math.Min(tokensMax, Unlimited);
        return [.. PieceGroups.Of(TextPieces.Of(sections, max), max, overlapTokens).Select(PieceGroups.ToPassage)];
    }

    // What is found is a child, what is given back is the parent that it lies in.
    private static List<Passage> Hierarchical(
        IReadOnlyList<DocumentSection> sections, HierarchicalChunkingConfiguration levels)
    {
        var parents = levels.LevelConfigurations[0].MaxTokens;
        var children = levels.LevelConfigurations[1].MaxTokens;
        return
        [
            .. PieceGroups.Of(TextPieces.Of(sections, children), parents, overlapTokens: 0).Select(parent =>
                PieceGroups.ToPassage(parent) with
                {
                    Embedded = [.. PieceGroups.Of(parent, children, levels.OverlapTokens).Select(PieceGroups.Text)],
                }),
        ];
    }
}
