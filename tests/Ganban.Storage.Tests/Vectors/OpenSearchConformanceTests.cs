using Ganban.Storage.OpenSearch;
using Ganban.Storage.Vectors;

namespace Ganban.Storage.Tests.Vectors;

/// <summary>The store in OpenSearch, on a double of one.</summary>
public sealed class OpenSearchConformanceTests : VectorStoreConformance
{
    protected override VectorPlace Place => new VectorPlace.SearchIndex(
        "arn:aws:es:us-east-1:000000000000:domain/mine", "passages", "vector", "text", "metadata");

    public override Task DisposeAsync()
    {
        ((IDisposable)Store).Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task OpenSearch_Serverless_shows_writes_late_so_documents_are_written_anew()
    {
        var options = new OpenSearchOptions(new Uri("http://opensearch.test"), "key", "secret") { Service = "aoss" };
        using var handler = new OpenSearchDouble("vector", 2);
        using var store = new OpenSearchVectorStore(options, handler, TimeProvider.System);
        await store.Put(Index, new VectorDocument("a", None, [new("t", "t", None, [new[] { 1f, 0 }])]), default);

        Assert.False(await store.Describe(Index, "a", None, default));
    }

    protected override Task<IVectorStore> Open() => Task.FromResult<IVectorStore>(new OpenSearchVectorStore(
        new OpenSearchOptions(new Uri("http://opensearch.test"), null, null),
        new OpenSearchDouble("vector", 2),
        TimeProvider.System));
}
