using Amazon.S3;
using Ganban.Storage.Objects;
using Ganban.Storage.S3;
using Ganban.Storage.Tests.Objects;

namespace Ganban.S3.Tests;

/// <summary>A real S3 as the object store; the real one is the server's own.</summary>
[Collection(S3Server.Collection)]
public sealed class S3ObjectStoreTests(S3Server server) : ObjectStoreConformance
{
    [Fact]
    public async Task Content_longer_than_a_part_is_sent_in_parts()
    {
        await Store.Put(At("large"), new MemoryStream(new byte[11 << 20]), new ObjectHeaders(), None);
        Assert.EndsWith("-3", (await Store.Find(At("large"), None))!.ETag, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_said_to_be_unavailable()
    {
        using var store = new S3ObjectStore(
            server.Options(Alice) with { Endpoint = new Uri("http://127.0.0.1:1"), Folder = server.Server.Data + "/x" });
        await Refused(ObjectStoreError.Unavailable, () => store.Find(At("a"), None));
    }

    [Fact]
    public Task A_key_that_the_SDK_would_send_wrongly_is_refused() =>
        Refused(ObjectStoreError.InvalidArgument, () => Write("/leading", "x"));

    public override async Task DisposeAsync()
    {
        foreach (var found in (await Store.List(Alice, Bucket, new ObjectQuery(), None)).Objects)
        {
            await Store.Delete(At(found.Key), None);
        }

        ((IDisposable)Store).Dispose();
    }

    protected override async Task<IObjectStore> OpenAsync()
    {
        using var client = server.Sdk(Alice);
        await client.PutBucketAsync(Bucket);
        return new S3ObjectStore(server.Options(Alice));
    }
}
