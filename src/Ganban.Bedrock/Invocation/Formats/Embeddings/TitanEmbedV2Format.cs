using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Invocation.Formats.Embeddings;

/// <summary>Amazon Titan Text Embeddings V2: a text, with dimensions, normalisation and types.</summary>
internal sealed class TitanEmbedV2Format : IEmbeddingFormat
{
    /// <summary>The longest text of Titan's text embeddings, in characters.</summary>
    public const int TextLengthMax = 50_000;

    public string Name => "titan-embed-text-v2";

    public EmbeddingCall Read(JsonElement body, CatalogModel model)
    {
        var root = new NativeBody(body);
        var text = root.RequiredText("inputText", 1, TextLengthMax);
        var dimensions = root.OneOf("dimensions", [256, 512, 1024]) ?? 1024;
        var normalize = root.Boolean("normalize") ?? true;
        var types = root.Some("embeddingTypes", ["float", "binary"]);
        root.Check();
        return new([text], dimensions, (vectors, tokens) =>
        {
            var vector = normalize ? Vectors.Unit(vectors[0]) : vectors[0];
            var byType = new JsonObject();
            if (types.Count == 0 || types.Contains("float"))
            {
                byType["float"] = Vectors.Floats(vector);
            }

            if (types.Contains("binary"))
            {
                byType["binary"] = new JsonArray(
                    [.. vector.ToArray().Select(value => JsonValue.Create(value > 0 ? 1 : 0))]);
            }

            return new JsonObject
            {
                ["embedding"] = Vectors.Floats(vector),
                ["embeddingsByType"] = byType,
                ["inputTextTokenCount"] = tokens,
            };
        });
    }
}
