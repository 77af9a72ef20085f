using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Engines;

/// <summary>An engine that turns texts into vectors on behalf of catalog models.</summary>
/// <param name="Name">
/// What really answers, for example <c>ganban-lexical-2</c>; told in a response header, so it is printable ASCII.
/// </param>
/// <param name="Generator">The engine behind the seam that all engines share.</param>
public sealed record EmbeddingEngine(string Name, IEmbeddingGenerator<string, Embedding<float>> Generator)
{
    /// <summary>
    /// The model that makes the vectors. Vectors of two models don't compare, so only engines with the same one stand
    /// in for each other.
    /// </summary>
    public string Model { get; init; } = Name;

    /// <summary>The same model for images; null if it embeds texts alone.</summary>
    public IEmbeddingGenerator<DataContent, Embedding<float>>? Images { get; init; }
}
