using System.Text.Json.Nodes;
using Ganban.Inference.Images;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats.Embeddings;

/// <summary>Reads the images of Cohere's bodies, and writes what its answers tell of them.</summary>
internal static class CohereImages
{
    private const int BitDepthDefault = 24;

    /// <summary>The images of the member <c>images</c>, data URIs all; fewer beside a complaint.</summary>
    public static IReadOnlyList<DataContent> Read(NativeBody body, int countMax) =>
    [
        .. body.Texts("images", countMax)
            .Select((uri, index) => NativeImage.OfDataUri(body, $"images/{index}", uri))
            .OfType<DataContent>(),
    ];

    /// <summary>Size, kind and bits a point of each image; of a kind that is not PNG or JPEG, the kind alone.</summary>
    public static JsonArray Write(IEnumerable<DataContent> images) => new([.. images.Select(Write)]);

    private static JsonObject Write(DataContent image)
    {
        var told = new JsonObject { ["format"] = image.MediaType["image/".Length..] };
        if (PictureSize.Of(image.Data.Span) is var (width, height))
        {
            (told["width"], told["height"]) = (width, height);
            told["bit_depth"] = BitDepth(image);
        }

        return told;
    }

    // A PNG file tells depth and kind of colour behind its size; how many numbers a point has follows from the kind.
    private static int BitDepth(DataContent image) => image.MediaType == "image/png" && image.Data.Length > 25
        ? image.Data.Span[24] * image.Data.Span[25] switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 }
        : BitDepthDefault;
}
