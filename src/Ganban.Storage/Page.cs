namespace Ganban.Storage;

/// <summary>
/// A page of a list. It may hold fewer documents than asked for although others follow, when they are large.
/// </summary>
/// <typeparam name="T">The document.</typeparam>
/// <param name="Items">The documents.</param>
/// <param name="NextToken">Token of the next page (URL-safe, no blanks), or null on the last.</param>
public sealed record Page<T>(IReadOnlyList<Stored<T>> Items, string? NextToken);
