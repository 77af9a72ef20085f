using System.Buffers.Text;
using Ganban.Inference.Images;

namespace Ganban.Inference.Remote;

/// <summary>Checks the images that an engine sent.</summary>
internal static class ImageReplies
{
    // The first bytes of each kind of file, in base64.
    private static readonly Dictionary<string, string> Beginnings =
        new() { ["png"] = "iVBORw", ["jpeg"] = "/9j/", ["webp"] = "UklGR" };

    /// <summary>The answer, if it holds what the request asks for.</summary>
    /// <exception cref="RemoteEngineException">It does not.</exception>
    public static ImageAnswer Checked(IReadOnlyList<MadeImage> images, ImageRequest request, EngineErrors errors) =>
        images.Count != request.Count
            ? throw errors.Garbled(FormattableString.Invariant($"of {images.Count} images, not of {request.Count}"))
        : images.All(image => Is(image.Base64, request.Format)) ? new ImageAnswer(images)
        : throw errors.Garbled($"with an image that is no {request.Format} in base64");

    private static bool Is(string base64, string format) =>
        base64.StartsWith(Beginnings[format], StringComparison.Ordinal) && Base64.IsValid(base64);
}
