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

    /// <summary>What can't be taken in.</summary>
    public string Content { get; }
}
