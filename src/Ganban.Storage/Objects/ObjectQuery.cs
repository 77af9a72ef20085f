namespace Ganban.Storage.Objects;

/// <summary>Which objects to list.</summary>
public sealed record ObjectQuery
{
    /// <summary>The most entries of a page.</summary>
    public const int CountMax = 1000;

    /// <summary>What keys begin with.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Keys that have it behind the prefix become one entry, up to and with it; empty for none.</summary>
    public string Delimiter { get; init; } = "";

    /// <summary>Only what comes behind this key, and not the common prefix that it is.</summary>
    public string After { get; init; } = "";

    /// <summary>Where the page before ended: its <see cref="ObjectPage.Next"/>.</summary>
    public string? Continuation { get; init; }

    /// <summary>The most entries, objects and common prefixes together.</summary>
    public int Count { get; init; } = CountMax;
}

/// <summary>A page of a list.</summary>
/// <param name="Objects">The objects by key.</param>
/// <param name="CommonPrefixes">What keys with the delimiter have in common, in order.</param>
/// <param name="Next">Continues the list behind this page; null at its end.</param>
public sealed record ObjectPage(
    IReadOnlyList<StoredObject> Objects, IReadOnlyList<string> CommonPrefixes, string? Next);
