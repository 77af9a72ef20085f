using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Invocation.Formats.Embeddings;

/// <summary>Amazon Titan Multimodal Embeddings G1: a text, an image or both, whose vectors are averaged.</summary>
internal sealed class TitanEmbedMultimodalFormat : IEmbeddingFormat
{
    public string Name => "titan-embed-multimodal";

    public EmbeddingCall Read(JsonElement body, CatalogModel model)
    {
        var root = new NativeBody(body);
        var image = root.Text("inputImage");
        var text = image is null ? root.RequiredText("inputText", 1, int.MaxValue) : root.Text("inputText") ?? "";
        var dimensions = model.EmbeddingDimensions ?? 1024;
        if (root.Object("embeddingConfig") is { } config)
        {
            dimensions = config.OneOf("outputEmbeddingLength", [256, 384, 1024]) ?? dimensions;
            config.RefuseOthers();
        }

        var picture = image is null ? null : NativeImage.OfBase64(root, "inputImage", image);
        root.Check();
        string[] texts = text.Length > 0 ? [text] : [];
        return new(texts, dimensions, static (vectors, tokens) => new JsonObject
        {
            ["embedding"] = Vectors.Floats(vectors.Count == 1 ? vectors[0] : Vectors.Average(vectors)),
            ["inputTextTokenCount"] = tokens,
            ["message"] = null,
        })
        {
            Images = picture is null ? [] : [picture],
        };
    }
}
