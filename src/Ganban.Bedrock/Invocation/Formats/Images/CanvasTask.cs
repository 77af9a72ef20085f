using System.Globalization;
using System.Text.Json.Nodes;
using Ganban.Inference.Images;

namespace Ganban.Bedrock.Invocation.Formats.Images;

/// <summary>A task of Amazon's image models, and what it is about.</summary>
/// <param name="Type">The task type; null beside a complaint.</param>
/// <param name="Text">What is to be seen.</param>
/// <param name="NegativeText">What is not to be seen.</param>
/// <param name="Source">The image that is changed.</param>
/// <param name="NotDone">What no kind of engine can be asked; null if there is nothing.</param>
internal sealed record CanvasTask(
    string? Type = null,
    string Text = "",
    string NegativeText = "",
    ImageSource? Source = null,
    string? NotDone = null)
{
    /// <summary>The task whose images are not configurable.</summary>
    public const string BackgroundRemoval = "BACKGROUND_REMOVAL";

    /// <summary>The images of this task with the configuration that the models share.</summary>
    /// <param name="config">The configuration; null where there is none.</param>
    /// <param name="size">Width and height; null: those of the source, or the models' own.</param>
    /// <param name="guidanceDefault">How closely the text is followed unless the configuration tells.</param>
    public ImageCall Call(NativeBody? config, (int Width, int Height)? size, double guidanceDefault)
    {
        var quality = config?.OneOf("quality", ["standard", "premium"]);
        var request = new ImageRequest
        {
            Prompt = Text,
            NegativePrompt = NegativeText,
            Count = config?.Integer("numberOfImages", 1, 5) ?? 1,
            IsHighQuality = quality is null ? null : quality == "premium",
            Guidance = config?.Number("cfgScale", 1.1, 10) ?? guidanceDefault,
            Seed = config?.Integer("seed", 0, int.MaxValue - 1),
            Width = size?.Width ?? (Source is null ? CanvasTasks.SizeDefault : null),
            Height = size?.Height ?? (Source is null ? CanvasTasks.SizeDefault : null),
            Source = Source,
        };
        return new ImageCall(request, Write) { NotDone = NotDone, Quality = quality ?? "standard" };
    }

    private static JsonObject Write(IReadOnlyList<MadeImage> images) => new()
    {
        ["images"] = new JsonArray([.. images.Select(image => JsonValue.Create(image.Base64))]),
        ["error"] = null,
    };
}
