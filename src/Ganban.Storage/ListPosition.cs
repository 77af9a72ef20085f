namespace Ganban.Storage;

/// <summary>Place in a sorted list, right behind one document.</summary>
/// <param name="CreatedAt">Creation time of that document.</param>
/// <param name="Name">Its name; empty where it has none or the list is not sorted by name.</param>
/// <param name="Ordinal">Its <see cref="RawDocument.Ordinal"/>.</param>
public sealed record ListPosition(DateTimeOffset CreatedAt, string Name, long Ordinal);
