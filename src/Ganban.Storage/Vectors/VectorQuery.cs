using System.Text.Json;

namespace Ganban.Storage.Vectors;

/// <summary>What to search for: by a vector, by words, or by both, whose ranks are then put together.</summary>
public sealed record VectorQuery
{
    /// <summary>The most matches of a search.</summary>
    public const int CountMax = 1100;

    /// <summary>What to be near to; null to search by words only.</summary>
    public ReadOnlyMemory<float>? Vector { get; init; }

    /// <summary>What words to find; null to search by the vector only.</summary>
    public string? Text { get; init; }

    /// <summary>The most matches, 1 to <see cref="CountMax"/>.</summary>
    public required int Count { get; init; }

    /// <summary>What the metadata must fulfil; null for anything.</summary>
    public MetadataFilter? Filter { get; init; }
}

/// <summary>A passage that was found.</summary>
/// <param name="Document">The document that it belongs to.</param>
/// <param name="Text">Its text.</param>
/// <param name="Metadata">Its metadata with the document's.</param>
/// <param name="Score">
/// How good it is, 0 to 1. By the vector: the cosine, 0 where it is negative. By words: BM25, as a share of the best
/// one's. By both: <see cref="ScoreFusion"/>, 1 for what is first in both.
/// </param>
public record VectorMatch(
    string Document, string Text, IReadOnlyDictionary<string, JsonElement> Metadata, double Score);
