using Ganban.Contracts.BedrockAgent;
using Ganban.Documents;
using Ganban.Inference.Embeddings;

namespace Ganban.Bedrock.Ingestion.Chunking;

/// <summary>Makes vectors of texts.</summary>
internal delegate Task<IReadOnlyList<ReadOnlyMemory<float>>> EmbedTexts(
    IReadOnlyList<string> texts, CancellationToken cancellationToken);

/// <summary>Takes documents apart as a data source wants it.</summary>
/// <param name="chunking">How; null for the service's default.</param>
/// <param name="embed">Makes vectors, where the way of cutting needs them.</param>
/// <param name="counter">Counts tokens as the embedding model does; null for the estimate.</param>
internal sealed class Chunker(ChunkingConfiguration? chunking, EmbedTexts embed, ITextTokenCounter? counter = null)
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
                return await Fixed(sections, Unlimited, overlapTokens: 0, cancellationToken);
            case ChunkingStrategy.FixedSize:
                var size = chunking.FixedSizeChunkingConfiguration!;
                var overlap = (int)((long)size.MaxTokens * size.OverlapPercentage / 100);
                return await Fixed(sections, size.MaxTokens, overlap, cancellationToken);
            case ChunkingStrategy.Hierarchical:
                return await Hierarchical(
                    sections, chunking.HierarchicalChunkingConfiguration!, cancellationToken);
            case ChunkingStrategy.Semantic:
                var semantic = new SemanticCut(chunking.SemanticChunkingConfiguration!, embed, counter);
                return await semantic.Cut(sections, cancellationToken);
            default:
                return await Fixed(sections, TokensDefault, overlapTokens: 0, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<Passage>> Fixed(
        IReadOnlyList<DocumentSection> sections,
        int tokensMax,
        int overlapTokens,
        CancellationToken cancellationToken)
    {
        var max = Math.Min(tokensMax, Unlimited);
        var pieces = await TextPieces.Of(sections, max, max < Unlimited ? counter : null, cancellationToken);
        return [.. PieceGroups.Of(pieces, max, overlapTokens).Select(PieceGroups.ToPassage)];
    }

    // What is found is a child, what is given back is the parent that it lies in.
    private async Task<IReadOnlyList<Passage>> Hierarchical(
        IReadOnlyList<DocumentSection> sections,
        HierarchicalChunkingConfiguration levels,
        CancellationToken cancellationToken)
    {
        var parents = levels.LevelConfigurations[0].MaxTokens;
        var children = levels.LevelConfigurations[1].MaxTokens;
        var pieces = await TextPieces.Of(sections, children, counter, cancellationToken);
        return
        [
            .. PieceGroups.Of(pieces, parents, overlapTokens: 0).Select(parent =>
                PieceGroups.ToPassage(parent) with
                {
                    Embedded = [.. PieceGroups.Of(parent, children, levels.OverlapTokens).Select(PieceGroups.Text)],
                }),
        ];
    }
}
