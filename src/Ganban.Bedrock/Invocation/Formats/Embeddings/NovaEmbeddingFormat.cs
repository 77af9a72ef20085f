using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.FoundationModels;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats.Embeddings;

/// <summary>Amazon Nova Multimodal Embeddings, one text or image at a time.</summary>
internal sealed class NovaEmbeddingFormat : IEmbeddingFormat
{
    /// <summary>The lengths that an embedding may have.</summary>
    internal static readonly int[] Dimensions = [256, 384, 1024, 3072];

    /// <summary>What embeddings may be for.</summary>
    internal static readonly string[] Purposes =
    [
        "GENERIC_INDEX", "GENERIC_RETRIEVAL", "TEXT_RETRIEVAL", "IMAGE_RETRIEVAL", "VIDEO_RETRIEVAL",
        "DOCUMENT_RETRIEVAL", "AUDIO_RETRIEVAL", "CLASSIFICATION", "CLUSTERING",
    ];

    public string Name => "nova-embeddings";

    public EmbeddingCall Read(JsonElement body, CatalogModel model)
    {
        var root = new NativeBody(body);
        root.OneOf("schemaVersion", ["nova-multimodal-embed-v1"]);
        root.OneOf("taskType", ["SINGLE_EMBEDDING"], required: true);
        var dimensions = model.EmbeddingDimensions ?? 3072;
        string? text = null;
        DataContent? image = null;
        if (root.Object("singleEmbeddingParams", required: true) is { } single)
        {
            single.OneOf("embeddingPurpose", Purposes, required: true);
            dimensions = single.OneOf("embeddingDimension", Dimensions) ?? dimensions;
            if (single.Object("image") is { } shown)
            {
                image = Image(shown);
            }
            else
            {
                text = Content(single);
            }

            single.RefuseOthers();
        }

        root.Check();
        return new(text is null ? [] : [text], dimensions, (vectors, _) => new JsonObject
        {
            ["embeddings"] = new JsonArray(new JsonObject
            {
                ["embeddingType"] = image is null ? "TEXT" : "IMAGE",
                ["embedding"] = Vectors.Floats(vectors[0]),
            }),
        })
        {
            Images = image is null ? [] : [image],
        };
    }

    /// <summary>Refuses what is not text.</summary>
    internal static void RefuseMedia(NativeBody parameters)
    {
        foreach (var kind in new[] { "image", "audio", "video" })
        {
            if (parameters.Any(kind) is not null)
            {
                throw InvocationErrors.NotImplemented($"{kind} in Nova Multimodal Embeddings' format");
            }
        }
    }

    private static DataContent? Image(NativeBody image)
    {
        image.OneOf("detailLevel", ["STANDARD_IMAGE", "DOCUMENT_IMAGE"]);
        return NovaImage.Read(image, "Nova Multimodal Embeddings");
    }

    private static string Content(NativeBody single)
    {
        RefuseMedia(single);
        if (single.Object("text", required: true) is not { } text)
        {
            return "";
        }

        text.OneOf("truncationMode", ["START", "END", "NONE"], required: true);
        if (text.Any("source") is not null)
        {
            throw InvocationErrors.NotImplemented("text.source in Nova Multimodal Embeddings' format");
        }

        var value = text.RequiredText("value", 1, int.MaxValue);
        text.RefuseOthers();
        return value;
    }
}
