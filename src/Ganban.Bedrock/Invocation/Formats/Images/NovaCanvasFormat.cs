using System.Globalization;
using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Invocation.Formats.Images;

/// <summary>Amazon Nova Canvas: Titan's tasks, styles, and clothes to try on.</summary>
internal sealed class NovaCanvasFormat : IImageFormat
{
    private const double GuidanceDefault = 6.5;
    private const int SizeStep = 16;
    private const int PixelsMax = 4_194_304;
    private const int AspectMax = 4;
    private static readonly CanvasTasks Tasks = new(
        [
            "TEXT_IMAGE", "COLOR_GUIDED_GENERATION", "IMAGE_VARIATION", "INPAINTING", "OUTPAINTING",
            "BACKGROUND_REMOVAL", "VIRTUAL_TRY_ON",
        ],
        TextLengthMax: 1024,
        [
            "3D_ANIMATED_FAMILY_FILM", "DESIGN_SKETCH", "FLAT_VECTOR_ILLUSTRATION", "GRAPHIC_NOVEL_ILLUSTRATION",
            "MAXIMALISM", "MIDCENTURY_RETRO", "PHOTOREALISM", "SOFT_DIGITAL_PAINTING",
        ],
        CanCondition: true);

    public string Name => "nova-canvas";

    public ImageCall Read(NativeBody root, CatalogModel model)
    {
        var task = Tasks.Read(root);
        if (task.Type == CanvasTask.BackgroundRemoval || root.Object("imageGenerationConfig") is not { } config)
        {
            return task.Call(config: null, size: null, GuidanceDefault);
        }

        var (sentWidth, sentHeight) = (Side(config, "width"), Side(config, "height"));
        var (width, height) = (sentWidth ?? CanvasTasks.SizeDefault, sentHeight ?? CanvasTasks.SizeDefault);
        if (width * height > PixelsMax || width > height * AspectMax || height > width * AspectMax)
        {
            config.Complain(
                "width",
                string.Create(CultureInfo.InvariantCulture, $"{width} x {height} is too large, too wide or too high"));
        }

        var call = task.Call(config, (sentWidth ?? sentHeight) is null ? null : (width, height), GuidanceDefault);
        config.RefuseOthers();
        return call;
    }

    private static int? Side(NativeBody config, string name)
    {
        var side = config.Integer(name, 320, 4096);
        if (side % SizeStep > 0)
        {
            config.Complain(
                name, string.Create(CultureInfo.InvariantCulture, $"{side} is not a multiple of {SizeStep}"));
        }

        return side;
    }
}
