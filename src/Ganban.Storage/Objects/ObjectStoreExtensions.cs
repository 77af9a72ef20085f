namespace Ganban.Storage.Objects;

/// <summary>Shorter ways to write objects.</summary>
public static class ObjectStoreExtensions
{
    /// <summary>Writes all that a stream holds.</summary>
    public static Task<StoredObject> Put(
        this IObjectStore store,
        ObjectAddress address,
        Stream content,
        ObjectHeaders headers,
        CancellationToken cancellationToken) =>
        store.Put(
            address,
            async (destination, token) =>
            {
                await content.CopyToAsync(destination, token);
                return null;
            },
            new PutOptions(headers),
            cancellationToken);

    /// <summary>Writes bytes.</summary>
    public static Task<StoredObject> Put(
        this IObjectStore store,
        ObjectAddress address,
        ReadOnlyMemory<byte> content,
        ObjectHeaders headers,
        CancellationToken cancellationToken) =>
        store.Put(
            address,
            async (destination, token) =>
            {
                await destination.WriteAsync(content, token);
                return null;
            },
            new PutOptions(headers),
            cancellationToken);
}
