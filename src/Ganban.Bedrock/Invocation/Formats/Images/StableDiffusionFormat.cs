using System.Globalization;
using System.Text.Json.Nodes;
using Ganban.Bedrock.FoundationModels;
using Ganban.Inference.Images;

namespace Ganban.Bedrock.Invocation.Formats.Images;

/// <summary>Stable Diffusion XL 0.8 and 1.0: weighted prompts, an image to begin with, a mask.</summary>
internal sealed class StableDiffusionFormat : IImageFormat
{
    private const int PromptLengthMax = 2000;
    private const int SizeDefault = 1024;
    private const int FirstSizeDefault = 512;
    private const double ImageStrengthDefault = 0.35;
    private static readonly HashSet<(int Width, int Height)> Sizes =
    [
        (1024, 1024), (1152, 896), (1216, 832), (1344, 768), (1536, 640), (640, 1536), (768, 1344), (832, 1216),
        (896, 1152),
    ];

    private static readonly string[] Presets =
        ["FAST_BLUE", "FAST_GREEN", "NONE", "SIMPLE", "SLOW", "SLOWER", "SLOWEST"];

    // What AUTOMATIC1111 calls them; null: nothing is like it there, and the engine's own is used.
    private static readonly Dictionary<string, string?> Samplers = new()
    {
        ["DDIM"] = "DDIM",
        ["DDPM"] = null,
        ["K_DPMPP_2M"] = "DPM++ 2M",
        ["K_DPMPP_2S_ANCESTRAL"] = "DPM++ 2S a",
        ["K_DPM_2"] = "DPM2",
        ["K_DPM_2_ANCESTRAL"] = "DPM2 a",
        ["K_EULER"] = "Euler",
        ["K_EULER_ANCESTRAL"] = "Euler a",
        ["K_HEUN"] = "Heun",
        ["K_LMS"] = "LMS",
    };

    private static readonly string[] Styles =
    [
        "3d-model", "analog-film", "anime", "cinematic", "comic-book", "digital-art", "enhance", "fantasy-art",
        "isometric", "line-art", "low-poly", "modeling-compound", "neon-punk", "origami", "photographic", "pixel-art",
        "tile-texture",
    ];

    public string Name => "stability-sdxl";

    public ImageCall Read(NativeBody root, CatalogModel model)
    {
        var isFirst = !model.Id.StartsWith("stability.stable-diffusion-xl-v1", StringComparison.Ordinal);
        var (prompt, negative) = ReadPrompts(root);
        var guidance = root.Number("cfg_scale", 0, isFirst ? 30 : 35) ?? (isFirst ? 10 : 7);
        var steps = root.Integer("steps", 10, isFirst ? 150 : 50) ?? 30;
        var seed = ImageMembers.Seed(root, uint.MaxValue);
        root.OneOf("clip_guidance_preset", Presets);
        var sampler = root.OneOf("sampler", [.. Samplers.Keys]);
        var style = root.OneOf("style_preset", Styles);
        root.Integer("samples", 1, 1);
        root.FreeObject("extras");
        var size = ReadSize(root, isFirst);
        var (source, notDone) = ReadBeginning(root);
        return new ImageCall(
            new ImageRequest
            {
                Prompt = ImageMembers.InStyle(prompt, style),
                NegativePrompt = negative,
                Width = source is null ? size.Width : null,
                Height = source is null ? size.Height : null,
                Guidance = guidance,
                Steps = steps,
                Sampler = sampler is null ? null : Samplers[sampler],
                Seed = seed,
                Source = source,
            },
            Write) { NotDone = notDone, Quality = steps > 50 ? "premium" : "standard" };
    }

    // Engines have no weights for whole prompts: a negative one only tells what is not to be seen.
    private static (string Prompt, string Negative) ReadPrompts(NativeBody root)
    {
        var (wanted, unwanted) = (new List<string>(), new List<string>());
        foreach (var prompt in root.Objects("text_prompts", required: true))
        {
            var text = prompt.RequiredText("text", 0, PromptLengthMax);
            var weight = prompt.Number("weight", double.MinValue, double.MaxValue);
            (weight < 0 ? unwanted : wanted).Add(text);
            prompt.RefuseOthers();
        }

        if (wanted.Count + unwanted.Count == 0
            && root.Any("text_prompts") is { ValueKind: System.Text.Json.JsonValueKind.Array })
        {
            root.Complain("text_prompts", "expected minimum item count: 1, found: 0");
        }

        return (string.Join(", ", wanted), string.Join(", ", unwanted));
    }

    private static (int Width, int Height) ReadSize(NativeBody root, bool isFirst)
    {
        var (width, height) = (root.Integer("width", 1, int.MaxValue), root.Integer("height", 1, int.MaxValue));
        var sizeDefault = isFirst ? FirstSizeDefault : SizeDefault;
        var size = (Width: width ?? sizeDefault, Height: height ?? sizeDefault);
        if (!isFirst && (width ?? height) is not null && !Sizes.Contains(size))
        {
            root.Complain("width", string.Create(
                CultureInfo.InvariantCulture, $"{size.Width} x {size.Height} is not among the sizes"));
        }

        return size;
    }

    // The strength is the image's own, the schedule's start the share of the steps that change it.
    private static (ImageSource? Source, string? NotDone) ReadBeginning(NativeBody root)
    {
        var image = ImageMembers.Image(root, "init_image");
        var mode = root.OneOf("init_image_mode", ["IMAGE_STRENGTH", "STEP_SCHEDULE"]);
        var strength = root.Number("image_strength", 0, 1) ?? ImageStrengthDefault;
        var start = root.Number("step_schedule_start", 0, 1) ?? 1 - ImageStrengthDefault;
        root.Number("step_schedule_end", 0, 1);
        var masked = root.OneOf("mask_source", ["MASK_IMAGE_WHITE", "MASK_IMAGE_BLACK", "INIT_IMAGE_ALPHA"]);
        var mask = ImageMembers.Image(root, "mask_image");
        if (image is null)
        {
            return (null, null);
        }

        return masked switch
        {
            null => (new ImageSource(image.Data, mode == "STEP_SCHEDULE" ? start : 1 - strength, Mask: null), null),
            "INIT_IMAGE_ALPHA" => (null, "mask_source INIT_IMAGE_ALPHA (a mask_image is done)"),
            _ when mask is null => (null, $"mask_source {masked} without mask_image"),
            _ => (
                new ImageSource(image.Data, Change: 1, new ImageMask(mask.Data, masked == "MASK_IMAGE_WHITE")), null),
        };
    }

    private static JsonObject Write(IReadOnlyList<MadeImage> images) => new()
    {
        ["result"] = "success",
        ["artifacts"] = new JsonArray([.. images.Select(image => new JsonObject
        {
            ["seed"] = image.Seed ?? 0,
            ["base64"] = image.Base64,
            ["finishReason"] = "SUCCESS",
        })]),
    };
}
