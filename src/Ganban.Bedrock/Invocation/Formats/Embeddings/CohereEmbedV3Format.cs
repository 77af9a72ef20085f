using System.Text.Json;
using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Invocation.Formats.Embeddings;

/// <summary>Cohere Embed v3: up to 96 texts, or one image.</summary>
internal sealed class CohereEmbedV3Format : IEmbeddingFormat
{
    /// <summary>What the format is known by.</summary>
    internal const string FormatName = "cohere-embed-v3";

    private const int TextsMax = 96;
    private const int TextLengthMax = 2048;

    public string Name => FormatName;

    public EmbeddingCall Read(JsonElement body, CatalogModel model)
    {
        var root = new NativeBody(body);
        var images = CohereImages.Read(root, countMax: 1);
        var isOfImages = root.Any("images") is { ValueKind: JsonValueKind.Array } given && given.GetArrayLength() > 0;
        var texts = isOfImages ? [] : root.Texts("texts", TextsMax, TextLengthMax);
        if (!isOfImages)
        {
            root.Any("texts", required: true);
        }

        root.OneOf(
            "input_type",
            ["search_document", "search_query", "classification", "clustering", "image"],
            required: true);
        root.OneOf("truncate", ["NONE", "START", "END"]);
        var types = root.Some("embedding_types", CohereVectors.Types);
        root.Check();
        var isEnglish = model.Id.Contains("english", StringComparison.Ordinal);
        return new(texts, model.EmbeddingDimensions ?? 1024, (vectors, _) => CohereVectors.Write(
            vectors, types, isEnglish ? texts.Select(text => text.ToLowerInvariant()) : texts, images))
        {
            Images = images,
        };
    }
}
