namespace Ganban.Storage;

/// <summary>Which documents of a kind to list, and in what order. Without any filter: all, oldest first.</summary>
public sealed record ListQuery
{
    /// <summary>Only this id, that is, its versions.</summary>
    public string? Id { get; init; }

    /// <summary>Only this version label.</summary>
    public string? Version { get; init; }

    /// <summary>Only documents of this parent.</summary>
    public string? Parent { get; init; }

    /// <summary>Only names with this text in them; letter case matters.</summary>
    public string? NameContains { get; init; }

    /// <summary>Only documents created later than this.</summary>
    public DateTimeOffset? CreatedAfter { get; init; }

    /// <summary>Only documents created earlier than this.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>Order.</summary>
    public ListSort Sort { get; init; }

    /// <summary>Most documents in a page, 1 to 1000.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>Token of the page before, or null for the first page.</summary>
    public string? PageToken { get; init; }
}
