namespace Ganban.Storage;

/// <summary>A store could not be opened; the message says why and what to do.</summary>
public sealed class StoreOpenException : Exception
{
    /// <summary>Reports why.</summary>
    public StoreOpenException(string message)
        : base(message)
    {
    }

    /// <summary>Reports why, with the cause.</summary>
    public StoreOpenException(string message, Exception? cause)
        : base(message, cause)
    {
    }
}
