using System.Globalization;
using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Invocation.Formats.Images;

/// <summary>Stable Diffusion XL 0.8 and 1.0: weighted prompts, an image to begin with, a mask.</summary>
internal sealed class StableDiffusionFormat : IImageFormat
{
    private const int PromptLengthMax = 2000;
    private const int SizeDefault = 1024;
    private static readonly HashSet<(int Width, int Height)> Sizes =
    [
        (1024, 1024), (1152, 896), (1216, 832), (1344, 768), (1536, 640), (640, 1536), (768, 1344), (832, 1216),
        (896, 1152),
    ];

    private static readonly string[] Presets =
        ["FAST_BLUE", "FAST_GREEN", "NONE", "SIMPLE", "SLOW", "SLOWER", "SLOWEST"];

    private static readonly string[] Samplers =
    [
        "DDIM", "DDPM", "K_DPMPP_2M", "K_DPMPP_2S_ANCESTRAL", "K_DPM_2", "K_DPM_2_ANCESTRAL", "K_EULER",
        "K_EULER_ANCESTRAL", "K_HEUN", "K_LMS",
    ];

    private static readonly string[] Styles =
    [
        "3d-model", "analog-film", "anime", "cinematic", "comic-book", "digital-art", "enhance", "fantasy-art",
        "isometric", "line-art", "low-poly", "modeling-compound", "neon-punk", "origami", "photographic", "pixel-art",
        "tile-texture",
    ];

    public string Name => "stability-sdxl";

    public void Read(NativeBody root, CatalogModel model)
    {
        var isFirst = !model.Id.StartsWith("stability.stable-diffusion-xl-v1", StringComparison.Ordinal);
        ReadPrompts(root);
        root.Number("cfg_scale", 0, isFirst ? 30 : 35);
        root.Integer("steps", 10, isFirst ? 150 : 50);
        ImageMembers.Whole(root, "seed", 0, uint.MaxValue);
        root.OneOf("clip_guidance_preset", Presets);
        root.OneOf("sampler", Samplers);
        root.OneOf("style_preset", Styles);
        root.Integer("samples", 1, 1);
        root.FreeObject("extras");
        ReadSize(root, isFirst);
        ReadBeginning(root);
    }

    private static void ReadPrompts(NativeBody root)
    {
        var count = 0;
        foreach (var prompt in root.Objects("text_prompts", required: true))
        {
            prompt.RequiredText("text", 0, PromptLengthMax);
            prompt.Number("weight", double.MinValue, double.MaxValue);
            prompt.RefuseOthers();
            count++;
        }

        if (count == 0 && root.Any("text_prompts") is { ValueKind: System.Text.Json.JsonValueKind.Array })
        {
            root.Complain("text_prompts", "expected minimum item count: 1, found: 0");
        }
    }

    private static void ReadSize(NativeBody root, bool isFirst)
    {
        var (width, height) = (root.Integer("width", 1, int.MaxValue), root.Integer("height", 1, int.MaxValue));
        if (!isFirst && (width ?? height) is not null && !Sizes.Contains((width ?? SizeDefault, height ?? SizeDefault)))
        {
            root.Complain("width", string.Create(
                CultureInfo.InvariantCulture,
                $"{width ?? SizeDefault} x {height ?? SizeDefault} is not among the sizes"));
        }
    }

    private static void ReadBeginning(NativeBody root)
    {
        ImageMembers.Image(root, "init_image");
        root.OneOf("init_image_mode", ["IMAGE_STRENGTH", "STEP_SCHEDULE"]);
        root.Number("image_strength", 0, 1);
        root.Number("step_schedule_start", 0, 1);
        root.Number("step_schedule_end", 0, 1);
        root.OneOf("mask_source", ["MASK_IMAGE_WHITE", "MASK_IMAGE_BLACK", "INIT_IMAGE_ALPHA"]);
        ImageMembers.Image(root, "mask_image");
    }
}
