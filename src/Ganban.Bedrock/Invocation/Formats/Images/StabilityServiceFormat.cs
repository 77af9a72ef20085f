using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Invocation.Formats.Images;

/// <summary>Stability's image services: an image in, what each service needs beside it, an image out.</summary>
internal sealed class StabilityServiceFormat : IImageFormat
{
    public string Name => "stability-image-services";

    public void Read(NativeBody root, CatalogModel model)
    {
        var service = model.Id["stability.stable-".Length..].Replace("image-", "", StringComparison.Ordinal);
        service = service[..service.LastIndexOf("-v", StringComparison.Ordinal)];
        if (service != "style-transfer")
        {
            ImageMembers.Image(root, "image", required: true);
        }

        root.OneOf("output_format", ["jpeg", "png", "webp"]);
        if (service is "fast-upscale" or "remove-background")
        {
            return;
        }

        ImageMembers.Text(root, "prompt", StabilityImageFormat.PromptLengthMax);
        ImageMembers.Text(root, "negative_prompt", StabilityImageFormat.PromptLengthMax);
        ImageMembers.Whole(root, "seed", 0, StabilityImageFormat.SeedMax);
        ReadOwn(root, service);
    }

    // Where no source tells a limit, only the type is checked.
    private static void ReadOwn(NativeBody root, string service)
    {
        switch (service)
        {
            case "inpaint" or "erase-object":
                ImageMembers.Image(root, "mask");
                root.Integer("grow_mask", 0, int.MaxValue);
                break;
            case "outpaint":
                foreach (var side in new[] { "left", "right", "up", "down" })
                {
                    root.Integer(side, 0, 2000);
                }

                root.Number("creativity", 0, 1);
                break;
            case "search-replace":
                root.RequiredText("search_prompt", 1, StabilityImageFormat.PromptLengthMax);
                break;
            case "search-recolor":
                root.RequiredText("select_prompt", 1, StabilityImageFormat.PromptLengthMax);
                break;
            case "control-sketch" or "control-structure":
                root.Number("control_strength", 0, 1);
                break;
            case "style-guide":
                root.Text("aspect_ratio");
                root.Number("fidelity", 0, 1);
                break;
            case "style-transfer":
                ImageMembers.Image(root, "init_image", required: true);
                ImageMembers.Image(root, "style_image", required: true);
                root.Number("composition_fidelity", 0, 1);
                root.Number("style_strength", 0, 1);
                root.Number("change_strength", 0, 1);
                break;
            case "creative-upscale":
                root.Number("creativity", 0.1, 0.5);
                break;
            default:
                root.Number("creativity", 0, 1);
                break;
        }
    }
}
