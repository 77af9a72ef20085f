using Ganban.Bedrock.FoundationModels;
using Ganban.Inference.Images;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats.Images;

/// <summary>Stability's image services: an image in, what each service needs beside it, an image out.</summary>
internal sealed class StabilityServiceFormat : IImageFormat
{
    public string Name => "stability-image-services";

    public ImageCall Read(NativeBody root, CatalogModel model)
    {
        var service = model.Id["stability.stable-".Length..].Replace("image-", "", StringComparison.Ordinal);
        service = service[..service.LastIndexOf("-v", StringComparison.Ordinal)];
        var image = service == "style-transfer" ? null : ImageMembers.Image(root, "image", required: true);
        var format = StabilityImageFormat.Format(root);
        if (service is "fast-upscale" or "remove-background")
        {
            return Refused(service);
        }

        var prompt = ImageMembers.Text(root, "prompt", StabilityImageFormat.PromptLengthMax);
        var negative = ImageMembers.Text(root, "negative_prompt", StabilityImageFormat.PromptLengthMax);
        var seed = ImageMembers.Seed(root, StabilityImageFormat.SeedMax);
        if (service == "inpaint")
        {
            return Inpaint(root, image, new ImageRequest
            {
                Prompt = prompt,
                NegativePrompt = negative,
                Seed = seed,
                Format = format,
            });
        }

        ReadOwn(root, service);
        return Refused(service);
    }

    private static ImageCall Refused(string service) =>
        new(new ImageRequest { Prompt = "" }, StabilityImageFormat.Write) { NotDone = $"the image service {service}" };

    // What is white is painted over. Engines soften the mask's edge in their own way, so grow_mask only is checked.
    private static ImageCall Inpaint(NativeBody root, DataContent? image, ImageRequest request)
    {
        var mask = ImageMembers.Image(root, "mask");
        root.Integer("grow_mask", 0, int.MaxValue);
        var source = image is null || mask is null
            ? null
            : new ImageSource(image.Data, Change: 1, new ImageMask(mask.Data, ChangesWhite: true));
        return new ImageCall(request with { Source = source }, StabilityImageFormat.Write)
        {
            NotDone = source is null ? "painting where an image is transparent (a mask is done)" : null,
        };
    }

    // Where no source tells a limit, only the type is checked.
    private static void ReadOwn(NativeBody root, string service)
    {
        switch (service)
        {
            case "erase-object":
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
