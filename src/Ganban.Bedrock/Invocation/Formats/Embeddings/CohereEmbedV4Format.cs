using System.Text.Json;
using Ganban.Bedrock.FoundationModels;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats.Embeddings;

/// <summary>
/// Cohere Embed v4: up to 96 texts or images, or inputs of both, each with the mean of the vectors of its text and its
/// images.
/// </summary>
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
        var inputs = root.Objects("inputs", countMax: TextsMax).Select(Input).ToList();
        var images = CohereImages.Read(root, TextsMax);
        var given = Sources.Count(name => root.Any(name) is not null);
        if (given != 1)
        {
            root.Complain("texts", "exactly one of texts, inputs and images is expected");
        }

        root.Check();
        if (limit is not null)
        {
            throw InvocationErrors.NotImplemented("max_tokens in Cohere Embed's format");
        }

        var length = dimensions ?? model.EmbeddingDimensions ?? 1536;
        return inputs.Count > 0
            ? new(
                [.. inputs.Select(input => input.Text).OfType<string>()],
                length,
                (vectors, _) => CohereVectors.Write(Means(inputs, vectors), types, texts: null, images: []))
            {
                Images = [.. inputs.SelectMany(input => input.Images)],
            }
            : new(texts, length, (vectors, _) => CohereVectors.Write(vectors, types, texts, images))
            {
                Images = images,
            };
    }

    // The vectors of all texts come first, then those of all images.
    private static List<ReadOnlyMemory<float>> Means(
        List<(string? Text, IReadOnlyList<DataContent> Images)> inputs, IReadOnlyList<ReadOnlyMemory<float>> vectors)
    {
        var means = new List<ReadOnlyMemory<float>>(inputs.Count);
        var (text, image) = (0, inputs.Count(input => input.Text is not null));
        foreach (var input in inputs)
        {
            var own = new List<ReadOnlyMemory<float>>();
            if (input.Text is not null)
            {
                own.Add(vectors[text++]);
            }

            own.AddRange(vectors.Skip(image).Take(input.Images.Count));
            image += input.Images.Count;
            means.Add(own.Count == 1 ? own[0] : Vectors.Average(own));
        }

        return means;
    }

    private static (string? Text, IReadOnlyList<DataContent> Images) Input(NativeBody input)
    {
        var parts = new List<string>();
        var images = new List<DataContent>();
        foreach (var part in input.Objects("content", required: true))
        {
            if (part.OneOf("type", ["text", "image_url"], required: true) == "image_url")
            {
                images.AddRange(Image(part));
            }
            else
            {
                parts.Add(part.RequiredText("text", 1, int.MaxValue));
            }

            part.RefuseOthers();
        }

        input.RefuseOthers();
        return (parts.Count == 0 && images.Count > 0 ? null : string.Join("\n", parts), images);
    }

    private static IEnumerable<DataContent> Image(NativeBody part)
    {
        var uri = part.RequiredText("image_url", 1, int.MaxValue);
        return uri.Length > 0 && NativeImage.OfDataUri(part, "image_url", uri) is { } image ? [image] : [];
    }
}
