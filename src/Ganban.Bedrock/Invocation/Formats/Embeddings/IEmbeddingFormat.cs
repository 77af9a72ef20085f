using System.Text.Json;
using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Invocation.Formats.Embeddings;

/// <summary>
/// The body format of a family whose answers are made of vectors: embeddings, and ranks by them. One class per format.
/// </summary>
internal interface IEmbeddingFormat
{
    /// <summary>The format's name in the catalog, for example <c>cohere-embed-v3</c>.</summary>
    string Name { get; }

    /// <summary>Reads a request body.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">The body breaks the format's rules; all complaints at
    /// once.</exception>
    EmbeddingCall Read(JsonElement body, CatalogModel model);
}
