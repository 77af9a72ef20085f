using System.Text.Json;

namespace Ganban.Contracts;

/// <summary>A structure or union of the contract: an immutable value that knows its JSON form.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
public interface IShape<TSelf>
    where TSelf : class, IShape<TSelf>
{
    /// <summary>Reads the value at the reader's position.</summary>
    /// <returns>The value, or null for JSON null.</returns>
    static abstract TSelf? Read(ref ShapeReader reader);

    /// <summary>Writes the value as a JSON object.</summary>
    void Write(Utf8JsonWriter writer);
}
