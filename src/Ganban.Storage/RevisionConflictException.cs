namespace Ganban.Storage;

/// <summary>A document was changed or deleted since it was read. Read it again and repeat the change.</summary>
public sealed class RevisionConflictException : Exception
{
    /// <summary>Reports a conflict.</summary>
    public RevisionConflictException(DocumentKey key, long expected, long? actual)
        : base($"The {key.Kind} '{key.Id}' was read at revision {expected} and is now " +
            (actual is null ? "deleted." : $"at revision {actual}."))
    {
        Key = key;
        Expected = expected;
        Actual = actual;
    }

    /// <summary>The document.</summary>
    public DocumentKey Key { get; }

    /// <summary>Revision that the writer had read.</summary>
    public long Expected { get; }

    /// <summary>Revision in the store, or null if the document is absent.</summary>
    public long? Actual { get; }
}
