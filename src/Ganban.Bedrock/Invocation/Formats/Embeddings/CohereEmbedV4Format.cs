using System.Text.Json;
using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Invocation.Formats.Embeddings;

/// <summary>Cohere Embed v4: up to 96 texts, or inputs of text parts; the engines embed no images.</summary>
internal sealed class CohereEmbedV4Format : IEmbeddingFormat
{
    private const int TextsMax = 96;
    private static readonly string[] Sources = ["texts", "inputs", "images"];

    public string Name => "cohere-embed-v4";

    public EmbeddingCall Read(JsonElement body, CatalogModel model)
    {
        var root = new NativeBody(body);
        root.OneOf(
            "input_type", ["search_document", "search_query", "classification", "clustering"], required: true);
        root.OneOf("truncate", ["NONE", "LEFT", "RIGHT"]);
        var dimensions = root.OneOf("output_dimension", [256, 512, 1024, 1536]);
        var types = root.Some("embedding_types", CohereVectors.Types);
        var limit = root.Integer("max_tokens", 1, 128_000);
        var texts = root.Texts("texts", TextsMax);
        var inputs = root.Objects("inputs").Select(Input).ToList();
        var images = root.Texts("images", TextsMax);
        var given = Sources.Count(name => root.Any(name) is not null);
        if (given != 1)
        {
            root.Complain("texts", "exactly one of texts, inputs and images is expected");
        }

        root.Check();
        if (images.Count > 0 || limit is not null)
        {
            throw InvocationErrors.NotImplemented(
                $"{(images.Count > 0 ? "images" : "max_tokens")} in Cohere Embed's format");
        }

        return new(
            inputs.Count > 0 ? inputs : texts,
            dimensions ?? model.EmbeddingDimensions ?? 1536,
            (vectors, _) => CohereVectors.Write(vectors, types, inputs.Count > 0 ? null : texts));
    }

    private static string Input(NativeBody input)
    {
        var parts = new List<string>();
        foreach (var part in input.Objects("content", required: true))
        {
            if (part.OneOf("type", ["text", "image_url"], required: true) == "image_url")
            {
                throw InvocationErrors.NotImplemented("images in Cohere Embed's format");
            }

            parts.Add(part.RequiredText("text", 1, int.MaxValue));
            part.RefuseOthers();
        }

        input.RefuseOthers();
        return string.Join("\n", parts);
    }
}
