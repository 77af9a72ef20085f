namespace Ganban.Storage.Queries;

/// <summary>A database refused a query; the message is its complaint, for whoever wrote the query.</summary>
public sealed class QueryRefusedException : Exception
{
    /// <summary>A complaint.</summary>
    public QueryRefusedException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }

    /// <summary>Whether the query took longer than it may.</summary>
    public bool IsTimeout { get; init; }
}
