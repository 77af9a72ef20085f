using Microsoft.Extensions.AI;

namespace Ganban.Inference.Chat;

/// <summary>A conversation holds something that the model can't take in, such as an image or a tool.</summary>
public sealed class UnsupportedContentException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="content">What can't be taken in, as a user would call it.</param>
    /// <param name="modelId">The model.</param>
    public UnsupportedContentException(string content, string? modelId)
        : base($"The model '{modelId ?? "unnamed"}' does not support {content}.")
    {
        Content = content;
    }

    /// <summary>Creates the exception for data of a media type.</summary>
    /// <param name="data">The data.</param>
    /// <param name="modelId">The model.</param>
    public UnsupportedContentException(DataContent data, string? modelId)
        : this($"content of type {data.MediaType}", modelId)
    {
        IsPicture = data.HasTopLevelMediaType("image");
    }

    /// <summary>What can't be taken in.</summary>
    public string Content { get; }

    /// <summary>Whether that is a picture.</summary>
    public bool IsPicture { get; }
}
