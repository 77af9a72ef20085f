namespace Ganban.Storage;

/// <summary>A document as it lies in the store.</summary>
/// <typeparam name="T">The document.</typeparam>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its version label; empty for resources without versions.</param>
/// <param name="Document">The document.</param>
/// <param name="Name">Its name, where it has one.</param>
/// <param name="Parent">Id of the resource it belongs to, where there is one.</param>
/// <param name="CreatedAt">When it was created, in whole microseconds, UTC.</param>
/// <param name="UpdatedAt">When it was last written, in whole microseconds, UTC.</param>
/// <param name="Revision">
/// Grows with every write and is never used twice in one store, not even after a deletion; the condition of an update.
/// </param>
public sealed record Stored<T>(
    string Id,
    string Version,
    T Document,
    string? Name,
    string? Parent,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    long Revision);
