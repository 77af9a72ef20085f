using Ganban.Inference.Chat;
using Ganban.Inference.Remote;

namespace Ganban.Inference.Images;

/// <summary>An engine that makes images. Safe for concurrent use.</summary>
public interface IImageClient
{
    /// <summary>Makes the images that are asked for.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Drops the connection.</param>
    /// <exception cref="UnsupportedContentException">The engine has no way to do that.</exception>
    /// <exception cref="RemoteEngineException">The engine did not answer as it should.</exception>
    Task<ImageAnswer> Draw(ImageRequest request, CancellationToken cancellationToken);
}
