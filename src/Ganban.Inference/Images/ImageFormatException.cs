namespace Ganban.Inference.Images;

/// <summary>A picture is broken, too large, or of a kind that is not supported.</summary>
public sealed class ImageFormatException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong with it.</param>
    /// <param name="inner">What happened below, if anything.</param>
    public ImageFormatException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
