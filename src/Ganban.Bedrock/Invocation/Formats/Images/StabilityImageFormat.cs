using Ganban.Bedrock.FoundationModels;

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

    private static readonly string[] AspectRatios =
        ["16:9", "1:1", "21:9", "2:3", "3:2", "4:5", "5:4", "9:16", "9:21"];

    public string Name => "stability-image-gen";

    public void Read(NativeBody root, CatalogModel model)
    {
        root.RequiredText("prompt", 1, PromptLengthMax);
        ImageMembers.Text(root, "negative_prompt", PromptLengthMax);
        root.OneOf("aspect_ratio", AspectRatios);
        ImageMembers.Whole(root, "seed", 0, SeedMax);
        root.OneOf("output_format", ["jpeg", "png", "webp"]);
        var takesImages = model.Id.StartsWith("stability.sd3", StringComparison.Ordinal)
            || model.Id.StartsWith("stability.stable-image-ultra-v1:1", StringComparison.Ordinal);
        var isFromImage = root.OneOf("mode", takesImages ? ["text-to-image", "image-to-image"] : ["text-to-image"])
            == "image-to-image";
        if (takesImages)
        {
            ImageMembers.Image(root, "image", required: isFromImage);
            root.Number("strength", 0, 1);
        }
    }
}
