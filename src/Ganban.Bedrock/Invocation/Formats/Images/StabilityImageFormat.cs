using System.Text.Json.Nodes;
using Ganban.Bedrock.FoundationModels;
using Ganban.Inference.Images;

namespace Ganban.Bedrock.Invocation.Formats.Images;

/// <summary>
/// Stable Image Core and Ultra, Stable Diffusion 3 and 3.5 Large: a prompt, for some an image as well.
/// </summary>
internal sealed class StabilityImageFormat : IImageFormat
{
    /// <summary>The longest prompt of Stability's newer models.</summary>
    public const int PromptLengthMax = 10_000;

    /// <summary>The greatest seed of Stability's newer models.</summary>
    public const long SeedMax = uint.MaxValue - 1L;

    // The sizes that Stable Diffusion 3 was trained with.
    private static readonly Dictionary<string, (int Width, int Height)> Sizes = new()
    {
        ["16:9"] = (1344, 768),
        ["1:1"] = (1024, 1024),
        ["21:9"] = (1536, 640),
        ["2:3"] = (832, 1216),
        ["3:2"] = (1216, 832),
        ["4:5"] = (896, 1088),
        ["5:4"] = (1088, 896),
        ["9:16"] = (768, 1344),
        ["9:21"] = (640, 1536),
    };

    public string Name => "stability-image-gen";

    public ImageCall Read(NativeBody root, CatalogModel model)
    {
        var prompt = root.RequiredText("prompt", 1, PromptLengthMax);
        var negative = ImageMembers.Text(root, "negative_prompt", PromptLengthMax);
        var ratio = root.OneOf("aspect_ratio", [.. Sizes.Keys]);
        var seed = ImageMembers.Seed(root, SeedMax);
        var format = Format(root);
        var takesImages = model.Id.StartsWith("stability.sd3", StringComparison.Ordinal)
            || model.Id.StartsWith("stability.stable-image-ultra-v1:1", StringComparison.Ordinal);
        var isFromImage = root.OneOf("mode", takesImages ? ["text-to-image", "image-to-image"] : ["text-to-image"])
            == "image-to-image";
        ImageSource? source = null;
        if (takesImages)
        {
            var image = ImageMembers.Image(root, "image", required: isFromImage);
            var strength = root.Number("strength", 0, 1);
            source = isFromImage && image is not null ? new ImageSource(image.Data, strength, Mask: null) : null;
        }

        var (width, height) = Sizes[ratio ?? "1:1"];
        return new ImageCall(
            new ImageRequest
            {
                Prompt = prompt,
                NegativePrompt = negative,
                Width = source is null ? width : null,
                Height = source is null ? height : null,
                Seed = seed,
                Format = format,
                Source = source,
            },
            Write);
    }

    /// <summary>The kind of file that Stability's newer models are asked for.</summary>
    public static string Format(NativeBody root) => root.OneOf("output_format", ["jpeg", "png", "webp"]) ?? "png";

    /// <summary>The response body of Stability's newer models; a seed that the engine does not tell is 0.</summary>
    public static JsonObject Write(IReadOnlyList<MadeImage> images) => new()
    {
        ["seeds"] = new JsonArray([.. images.Select(image => JsonValue.Create(image.Seed ?? 0))]),
        ["finish_reasons"] = new JsonArray([.. images.Select(_ => (JsonNode?)null)]),
        ["images"] = new JsonArray([.. images.Select(image => JsonValue.Create(image.Base64))]),
    };
}
