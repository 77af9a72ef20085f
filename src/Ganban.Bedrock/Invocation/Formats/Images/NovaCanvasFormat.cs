using System.Globalization;
using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Invocation.Formats.Images;

/// <summary>Amazon Nova Canvas: Titan's tasks, styles, and clothes to try on.</summary>
internal sealed class NovaCanvasFormat : IImageFormat
{
    private const int SizeDefault = 1024;
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

    public void Read(NativeBody root, CatalogModel model)
    {
        if (Tasks.Read(root) == "BACKGROUND_REMOVAL" || root.Object("imageGenerationConfig") is not { } config)
        {
            return;
        }

        config.Integer("numberOfImages", 1, 5);
        config.OneOf("quality", ["standard", "premium"]);
        config.Number("cfgScale", 1.1, 10);
        config.Integer("seed", 0, int.MaxValue - 1);
        var width = Side(config, "width");
        var height = Side(config, "height");
        if (width * height > PixelsMax || width > height * AspectMax || height > width * AspectMax)
        {
            config.Complain(
                "width",
                string.Create(CultureInfo.InvariantCulture, $"{width} x {height} is too large, too wide or too high"));
        }

        config.RefuseOthers();
    }

    private static int Side(NativeBody config, string name)
    {
        var side = config.Integer(name, 320, 4096);
        if (side % SizeStep > 0)
        {
            config.Complain(
                name, string.Create(CultureInfo.InvariantCulture, $"{side} is not a multiple of {SizeStep}"));
        }

        return side ?? SizeDefault;
    }
}
