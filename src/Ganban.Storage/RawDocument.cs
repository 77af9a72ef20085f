namespace Ganban.Storage;

/// <summary>A document as a database returns it.</summary>
/// <param name="Key">Its address.</param>
/// <param name="Json">The document, UTF-8 JSON.</param>
/// <param name="Name">Its name, where it has one.</param>
/// <param name="Parent">Id of the resource it belongs to, where there is one.</param>
/// <param name="CreatedAt">When it was created, in whole microseconds, UTC.</param>
/// <param name="UpdatedAt">When it was last written, in whole microseconds, UTC.</param>
/// <param name="Revision">Grows with every write; never used twice in one database.</param>
/// <param name="Ordinal">Order of creation, which decides among documents of equal name or creation time.</param>
public sealed record RawDocument(
    DocumentKey Key,
    ReadOnlyMemory<byte> Json,
    string? Name,
    string? Parent,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    long Revision,
    long Ordinal);
