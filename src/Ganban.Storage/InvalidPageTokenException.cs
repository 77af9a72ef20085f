namespace Ganban.Storage;

/// <summary>A page token was not made by this store, or for another list.</summary>
public sealed class InvalidPageTokenException : Exception
{
    /// <summary>Reports an unusable token.</summary>
    public InvalidPageTokenException()
        : base("The page token is not valid for this list. Use the token of the page before with the same filters, " +
            "or none to start again.")
    {
    }
}
