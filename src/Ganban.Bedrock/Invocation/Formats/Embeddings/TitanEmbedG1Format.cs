using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Invocation.Formats.Embeddings;

/// <summary>Amazon Titan Embeddings G1 - Text: the text alone.</summary>
internal sealed class TitanEmbedG1Format : IEmbeddingFormat
{
    public string Name => "titan-embed-text-g1";

    public EmbeddingCall Read(JsonElement body, CatalogModel model)
    {
        var root = new NativeBody(body);
        var text = root.RequiredText("inputText", 1, TitanEmbedV2Format.TextLengthMax);
        root.Check();
        return new([text], model.EmbeddingDimensions ?? 1536, static (vectors, tokens) => new JsonObject
        {
            ["embedding"] = Vectors.Floats(vectors[0]),
            ["inputTextTokenCount"] = tokens,
        });
    }
}
