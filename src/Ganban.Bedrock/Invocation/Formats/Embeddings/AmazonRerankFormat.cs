using System.Text.Json;
using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Invocation.Formats.Embeddings;

/// <summary>Amazon Rerank: a query and documents, answered by the documents' ranks.</summary>
internal sealed class AmazonRerankFormat : IEmbeddingFormat
{
    private const int DocumentsMax = 1000;

    public string Name => "amazon-rerank";

    public EmbeddingCall Read(JsonElement body, CatalogModel model) => Ranks.Read(new NativeBody(body), DocumentsMax);
}
