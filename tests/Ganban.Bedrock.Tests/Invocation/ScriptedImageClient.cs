using Ganban.Inference.Images;

namespace Ganban.Bedrock.Tests.Invocation;

/// <summary>An image engine that notes what it is asked for and answers with the same image each time.</summary>
internal sealed class ScriptedImageClient : IImageClient
{
    public ImageRequest? Last { get; private set; }

    public Task<ImageAnswer> Draw(ImageRequest request, CancellationToken cancellationToken)
    {
        Last = request;
        return Task.FromResult(new ImageAnswer(
            [.. Enumerable.Range(0, request.Count).Select(place => new MadeImage("iVBORw0KGgo=", 40 + place))]));
    }
}
