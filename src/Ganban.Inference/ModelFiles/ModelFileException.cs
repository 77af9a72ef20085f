namespace Ganban.Inference.ModelFiles;

/// <summary>
/// A model file is broken, or holds something that is not supported. The message says what and where.
/// </summary>
public sealed class ModelFileException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong.</param>
    public ModelFileException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What showed it.</param>
    public ModelFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
