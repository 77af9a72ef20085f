namespace Ganban.Storage.Objects;

/// <summary>An object's content that is being read.</summary>
/// <param name="description">The object.</param>
/// <param name="content">The bytes asked for, from first to last; read once.</param>
/// <param name="offset">Where they begin in the object.</param>
/// <param name="bytes">How many there are.</param>
public sealed class ObjectReading(StoredObject description, Stream content, long offset, long bytes) : IAsyncDisposable
{
    /// <summary>The object as it was when it was opened.</summary>
    public StoredObject Object { get; } = description;

    /// <summary>The bytes asked for.</summary>
    public Stream Content { get; } = content;

    /// <summary>Where they begin in the object.</summary>
    public long Offset { get; } = offset;

    /// <summary>How many there are.</summary>
    public long Bytes { get; } = bytes;

    /// <summary>Closes the content.</summary>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
