namespace Ganban.Storage;

/// <summary>A page as a database returns it.</summary>
/// <param name="Documents">The documents, at most the page size.</param>
/// <param name="More">Whether others follow.</param>
public sealed record RawPage(IReadOnlyList<RawDocument> Documents, bool More);
