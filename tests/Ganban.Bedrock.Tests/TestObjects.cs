using Ganban.Storage.Objects;
using Ganban.Storage.Sqlite.Objects;

namespace Ganban.Bedrock.Tests;

/// <summary>An object store in a folder, opened when it is first needed.</summary>
/// <param name="folder">The folder.</param>
public sealed class TestObjects(string folder) : IObjectStore, IAsyncDisposable
{
    private readonly Lazy<Task<FileObjectStore>> _store = new(
        () => FileObjectStore.Open(folder, TimeProvider.System, freeBytesMin: 0, CancellationToken.None));

    public static TestObjects In(string folder) => new(folder);

    public async Task Add(ObjectAddress address, ReadOnlyMemory<byte> content)
    {
        var store = await _store.Value;
        try
        {
            await store.CreateBucket(address.Account, address.Bucket, "us-east-1", CancellationToken.None);
        }
        catch (ObjectStoreException e) when (e.Error == ObjectStoreError.BucketAlreadyOwnedByYou)
        {
            // It is there from an object before.
        }

        await store.Put(address, content, new ObjectHeaders(), CancellationToken.None);
    }

    public async Task<StoredBucket> GetBucket(string account, string bucket, CancellationToken cancellationToken) =>
        await (await _store.Value).GetBucket(account, bucket, cancellationToken);

    public async Task<StoredObject?> Find(ObjectAddress address, CancellationToken cancellationToken) =>
        await (await _store.Value).Find(address, cancellationToken);

    public async Task<ObjectReading> Open(
        ObjectAddress address, ByteRange? range, CancellationToken cancellationToken) =>
        await (await _store.Value).Open(address, range, cancellationToken);

    public async Task<StoredObject> Put(
        ObjectAddress address, ObjectSource source, PutOptions options, CancellationToken cancellationToken) =>
        await (await _store.Value).Put(address, source, options, cancellationToken);

    public async Task<bool> Delete(ObjectAddress address, CancellationToken cancellationToken) =>
        await (await _store.Value).Delete(address, cancellationToken);

    public async Task<ObjectPage> List(
        string account, string bucket, ObjectQuery query, CancellationToken cancellationToken) =>
        await (await _store.Value).List(account, bucket, query, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_store.IsValueCreated)
        {
            await (await _store.Value).DisposeAsync();
        }
    }
}
