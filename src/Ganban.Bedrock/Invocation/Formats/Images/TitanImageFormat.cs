using System.Globalization;
using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Invocation.Formats.Images;

/// <summary>Amazon Titan Image Generator: the second version has more tasks than the first.</summary>
internal sealed class TitanImageFormat : IImageFormat
{
    private const int TextLengthMax = 512;
    private const double GuidanceDefault = 8;
    private static readonly CanvasTasks First = new(
        ["TEXT_IMAGE", "INPAINTING", "OUTPAINTING", "IMAGE_VARIATION"], TextLengthMax, [], CanCondition: false);

    private static readonly CanvasTasks Second = new(
        [.. First.Tasks, "COLOR_GUIDED_GENERATION", "BACKGROUND_REMOVAL"], TextLengthMax, [], CanCondition: true);

    private static readonly HashSet<(int Width, int Height)> Sizes =
    [
        (1024, 1024), (768, 768), (512, 512), (768, 1152), (384, 576), (1152, 768), (576, 384), (768, 1280), (384, 640),
        (1280, 768), (640, 384), (896, 1152), (448, 576), (1152, 896), (576, 448), (768, 1408), (384, 704), (1408, 768),
        (704, 384), (640, 1408), (320, 704), (1408, 640), (704, 320), (1152, 640), (1173, 640),
    ];

    public string Name => "titan-image";

    public ImageCall Read(NativeBody root, CatalogModel model)
    {
        var isSecond = model.Id.StartsWith("amazon.titan-image-generator-v2", StringComparison.Ordinal);
        var task = (isSecond ? Second : First).Read(root);
        if (task.Type == CanvasTask.BackgroundRemoval || root.Object("imageGenerationConfig") is not { } config)
        {
            return task.Call(config: null, size: null, GuidanceDefault);
        }

        var (width, height) = (config.Integer("width", 1, int.MaxValue), config.Integer("height", 1, int.MaxValue));
        (int Width, int Height)? size = (width ?? height) is null
            ? null
            : (width ?? CanvasTasks.SizeDefault, height ?? CanvasTasks.SizeDefault);
        if (size is { } given && !Sizes.Contains(given))
        {
            config.Complain(
                "width",
                string.Create(CultureInfo.InvariantCulture, $"{given.Width} x {given.Height} is not among the sizes"));
        }

        var call = task.Call(config, size, GuidanceDefault);
        config.RefuseOthers();
        return call;
    }
}
