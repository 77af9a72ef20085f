namespace Ganban.Inference.Chat;

/// <summary>A picture of a conversation is broken, too large, of another kind, or one too many.</summary>
public sealed class InvalidPictureException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="number">Which picture of the conversation, from 1.</param>
    /// <param name="reason">What is wrong with it and what to do, as a sentence.</param>
    /// <param name="inner">What happened below, if anything.</param>
    public InvalidPictureException(int number, string reason, Exception? inner = null)
        : base($"Image {number} of the conversation can't be read. {reason}", inner)
    {
        Number = number;
    }

    /// <summary>Which picture of the conversation, from 1.</summary>
    public int Number { get; }
}
