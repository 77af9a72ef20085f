using System.Text.Json.Nodes;
using Ganban.Inference.Images;

namespace Ganban.Bedrock.Invocation.Formats.Images;

/// <summary>Images to make, read from a native body.</summary>
/// <param name="Request">The request that all families share.</param>
/// <param name="Write">Writes the response body for the images.</param>
internal sealed record ImageCall(ImageRequest Request, Func<IReadOnlyList<MadeImage>, JsonObject> Write)
{
    /// <summary>What the body asks for that no kind of engine can be asked; null if there is nothing.</summary>
    public string? NotDone { get; init; }

    /// <summary>The quality as prices name it; null where they name none.</summary>
    public string? Quality { get; init; }
}
