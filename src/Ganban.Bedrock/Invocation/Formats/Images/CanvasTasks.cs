using Ganban.Inference.Images;

namespace Ganban.Bedrock.Invocation.Formats.Images;

/// <summary>What a model of Amazon's image models can be asked for.</summary>
/// <param name="Tasks">The task types.</param>
/// <param name="TextLengthMax">The longest text.</param>
/// <param name="Styles">The styles; empty: it has none.</param>
/// <param name="CanCondition">Whether an image can condition the one that is made from text.</param>
internal sealed record CanvasTasks(
    IReadOnlyList<string> Tasks,
    int TextLengthMax,
    IReadOnlyList<string> Styles,
    bool CanCondition)
{
    /// <summary>Width and height where nothing tells them.</summary>
    public const int SizeDefault = 1024;

    private const int ImagesMax = 5;
    private const int ColoursMax = 10;

    /// <summary>Reads the task and its parameters.</summary>
    public CanvasTask Read(NativeBody root)
    {
        var type = root.OneOf("taskType", Tasks, required: true);
        var (name, read) = type switch
        {
            "TEXT_IMAGE" => ("textToImageParams", ReadText),
            "INPAINTING" => ("inPaintingParams", body => ReadPainting(body, isOut: false)),
            "OUTPAINTING" => ("outPaintingParams", body => ReadPainting(body, isOut: true)),
            "IMAGE_VARIATION" => ("imageVariationParams", ReadVariation),
            "COLOR_GUIDED_GENERATION" => ("colorGuidedGenerationParams", ReadColours),
            CanvasTask.BackgroundRemoval => ("backgroundRemovalParams", ReadBackground),
            _ => ("virtualTryOnParams", (Func<NativeBody, CanvasTask>)ReadTryOn),
        };
        if (type is null || root.Object(name, required: true) is not { } parameters)
        {
            return new CanvasTask(type);
        }

        var task = read(parameters);
        parameters.RefuseOthers();
        return task with { Type = type };
    }

    private CanvasTask ReadTexts(NativeBody body, bool required) => new()
    {
        Text = required
            ? body.RequiredText("text", 1, TextLengthMax)
            : ImageMembers.Text(body, "text", TextLengthMax),
        NegativeText = ImageMembers.Text(body, "negativeText", TextLengthMax),
    };

    private CanvasTask ReadText(NativeBody body)
    {
        var task = ReadTexts(body, required: true);
        if (Styles.Count > 0 && body.OneOf("style", Styles) is { } style)
        {
            task = task with { Text = ImageMembers.InStyle(task.Text, style) };
        }

        if (!CanCondition)
        {
            return task;
        }

        var condition = ImageMembers.Image(body, "conditionImage");
        body.OneOf("controlMode", ["CANNY_EDGE", "SEGMENTATION"]);
        body.Number("controlStrength", 0, 1);
        return task with { NotDone = condition is null ? null : "conditionImage (an image whose outlines guide another)" };
    }

    // What is black lies inside the mask: it is painted over, or it is what the rest is painted around.
    private CanvasTask ReadPainting(NativeBody body, bool isOut)
    {
        var image = ImageMembers.Image(body, "image", required: true);
        var task = ReadTexts(body, required: isOut);
        ImageMembers.Text(body, "maskPrompt", TextLengthMax);
        var mask = ImageMembers.Image(body, "maskImage");
        if (mask is not null == (body.Any("maskPrompt") is not null))
        {
            body.Complain("maskPrompt", "exactly one of maskPrompt and maskImage is expected");
        }

        if (isOut)
        {
            body.OneOf("outPaintingMode", ["DEFAULT", "PRECISE"]);
        }

        return mask is null || image is null
            ? task with { NotDone = "maskPrompt (a mask made from a text; maskImage is done)" }
            : task with
            {
                Source = new ImageSource(image.Data, Change: 1, new ImageMask(mask.Data, ChangesWhite: isOut)),
            };
    }

    private CanvasTask ReadVariation(NativeBody body)
    {
        var images = ImageMembers.Images(body, "images", ImagesMax);
        var task = ReadTexts(body, required: false);
        var similarity = body.Number("similarityStrength", 0.2, 1) ?? 0.7;
        return images is [var image]
            ? task with { Source = new ImageSource(image.Data, 1 - similarity, Mask: null) }
            : task with { NotDone = "a variation of several images" };
    }

    private CanvasTask ReadColours(NativeBody body)
    {
        var task = ReadTexts(body, required: true);
        ImageMembers.Colours(body, "colors", ColoursMax);
        ImageMembers.Image(body, "referenceImage");
        return task with { NotDone = "the task COLOR_GUIDED_GENERATION" };
    }

    private static CanvasTask ReadBackground(NativeBody body)
    {
        ImageMembers.Image(body, "image", required: true);
        return new CanvasTask(NotDone: "the task BACKGROUND_REMOVAL");
    }

    private static CanvasTask ReadTryOn(NativeBody body)
    {
        ImageMembers.Image(body, "sourceImage", required: true);
        ImageMembers.Image(body, "referenceImage", required: true);
        var mask = body.OneOf("maskType", ["IMAGE", "GARMENT", "PROMPT"], required: true) switch
        {
            "IMAGE" => "imageBasedMask",
            "GARMENT" => "garmentBasedMask",
            _ => "promptBasedMask",
        };

        // What stands in masks and exclusions is told nowhere in full.
        body.FreeObject(mask, required: true);
        body.FreeObject("maskExclusions");
        body.OneOf("mergeStyle", ["BALANCED", "SEAMLESS", "DETAILED"]);
        body.Boolean("returnMask");
        return new CanvasTask(NotDone: "the task VIRTUAL_TRY_ON");
    }
}
