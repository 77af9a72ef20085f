using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats.Embeddings;

/// <summary>Texts and images to embed, read from a native body.</summary>
/// <param name="Texts">The texts.</param>
/// <param name="Dimensions">The length of the vectors; null if the engine's own will do.</param>
/// <param name="Write">
/// Writes the response body for the vectors, those of texts first, and the texts' token count.
/// </param>
internal sealed record EmbeddingCall(
    IReadOnlyList<string> Texts,
    int? Dimensions,
    Func<IReadOnlyList<ReadOnlyMemory<float>>, int, JsonObject> Write)
{
    /// <summary>The images.</summary>
    public IReadOnlyList<DataContent> Images { get; init; } = [];

    /// <summary>Whether a header tells the token count.</summary>
    public bool TellsTokens { get; init; } = true;

    /// <summary>Queries of a reranker as they are priced: up to 100 documents each; null for other models.</summary>
    public int? Queries { get; init; }
}
