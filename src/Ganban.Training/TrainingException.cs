namespace Ganban.Training;

/// <summary>What keeps a training from going on, in words for the person who started it.</summary>
public sealed class TrainingException : Exception
{
    /// <summary>Without a message.</summary>
    public TrainingException()
    {
    }

    /// <summary>With a message.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    public TrainingException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and its cause.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public TrainingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
