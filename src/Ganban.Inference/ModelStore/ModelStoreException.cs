namespace Ganban.Inference.ModelStore;

/// <summary>
/// A model can't be found, fetched or kept, for a reason that a person can remove; the message says what and how.
/// </summary>
public sealed class ModelStoreException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    public ModelStoreException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="innerException">What showed it.</param>
    public ModelStoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
