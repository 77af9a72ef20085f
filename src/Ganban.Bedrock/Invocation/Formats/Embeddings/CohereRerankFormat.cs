using System.Text.Json;
using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Invocation.Formats.Embeddings;

/// <summary>Cohere Rerank 3.5: like Amazon's, with the version of Cohere's API.</summary>
internal sealed class CohereRerankFormat : IEmbeddingFormat
{
    private const int ApiVersion = 2;
    private const int DocumentsMax = 1000;

    public string Name => "cohere-rerank";

    public EmbeddingCall Read(JsonElement body, CatalogModel model)
    {
        var root = new NativeBody(body);
        root.Integer("api_version", ApiVersion, int.MaxValue, required: true);
        var limit = root.Integer("max_tokens_per_doc", 1, int.MaxValue);
        var call = Ranks.Read(root, DocumentsMax);
        return limit is null
            ? call
            : throw InvocationErrors.NotImplemented("max_tokens_per_doc in Cohere Rerank's format");
    }
}
