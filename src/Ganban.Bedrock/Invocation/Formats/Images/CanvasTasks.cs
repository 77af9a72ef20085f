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
    private const int ImagesMax = 5;
    private const int ColoursMax = 10;

    /// <summary>Reads the task and its parameters.</summary>
    /// <returns>The task; null beside a complaint.</returns>
    public string? Read(NativeBody root)
    {
        var task = root.OneOf("taskType", Tasks, required: true);
        var (name, read) = task switch
        {
            "TEXT_IMAGE" => ("textToImageParams", ReadText),
            "INPAINTING" => ("inPaintingParams", body => ReadPainting(body, isOut: false)),
            "OUTPAINTING" => ("outPaintingParams", body => ReadPainting(body, isOut: true)),
            "IMAGE_VARIATION" => ("imageVariationParams", ReadVariation),
            "COLOR_GUIDED_GENERATION" => ("colorGuidedGenerationParams", ReadColours),
            "BACKGROUND_REMOVAL" => ("backgroundRemovalParams", body => ImageMembers.Image(body, "image", true)),
            _ => ("virtualTryOnParams", (Action<NativeBody>)ReadTryOn),
        };
        if (task is not null && root.Object(name, required: true) is { } parameters)
        {
            read(parameters);
            parameters.RefuseOthers();
        }

        return task;
    }

    private void ReadTexts(NativeBody body, bool required)
    {
        if (required)
        {
            body.RequiredText("text", 1, TextLengthMax);
        }
        else
        {
            ImageMembers.Text(body, "text", TextLengthMax);
        }

        ImageMembers.Text(body, "negativeText", TextLengthMax);
    }

    private void ReadText(NativeBody body)
    {
        ReadTexts(body, required: true);
        if (Styles.Count > 0)
        {
            body.OneOf("style", Styles);
        }

        if (CanCondition)
        {
            ImageMembers.Image(body, "conditionImage");
            body.OneOf("controlMode", ["CANNY_EDGE", "SEGMENTATION"]);
            body.Number("controlStrength", 0, 1);
        }
    }

    private void ReadPainting(NativeBody body, bool isOut)
    {
        ImageMembers.Image(body, "image", required: true);
        ReadTexts(body, required: isOut);
        ImageMembers.Text(body, "maskPrompt", TextLengthMax);
        var hasMask = ImageMembers.Image(body, "maskImage");
        if (hasMask == (body.Any("maskPrompt") is not null))
        {
            body.Complain("maskPrompt", "exactly one of maskPrompt and maskImage is expected");
        }

        if (isOut)
        {
            body.OneOf("outPaintingMode", ["DEFAULT", "PRECISE"]);
        }
    }

    private void ReadVariation(NativeBody body)
    {
        ImageMembers.Images(body, "images", ImagesMax);
        ReadTexts(body, required: false);
        body.Number("similarityStrength", 0.2, 1);
    }

    private void ReadColours(NativeBody body)
    {
        ReadTexts(body, required: true);
        ImageMembers.Colours(body, "colors", ColoursMax);
        ImageMembers.Image(body, "referenceImage");
    }

    private static void ReadTryOn(NativeBody body)
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
    }
}
