using Ganban.Storage.Sqlite.Vectors;
using Ganban.Storage.Vectors;

namespace Ganban.Storage.Tests.Vectors;

/// <summary>The embedded store of vectors.</summary>
public sealed class SqliteVectorStoreTests : VectorStoreConformance
{
    private readonly TemporaryFolder _folder = new();

    public override async Task DisposeAsync()
    {
        await ((IAsyncDisposable)Store).DisposeAsync();
        _folder.Delete();
    }

    [Fact]
    public async Task What_was_written_is_there_after_the_store_was_closed()
    {
        await Put("a", [3, 4], "a kettle");
        await ((IAsyncDisposable)Store).DisposeAsync();

        await InitializeAsync();

        var match = Assert.Single(await Search([3, 4]));
        Assert.Equal(("a", "a kettle", 1.0), (match.Document, match.Text, Math.Round(match.Score, 4)));
        await Assert.ThrowsAsync<ArgumentException>(() => Search([1, 0, 0]));
    }

    [Fact]
    public async Task A_dropped_index_takes_vectors_of_another_length()
    {
        await Put("a", [1, 0]);
        await Store.Drop(Index, default);

        await Put("b", [1, 0, 0]);

        Assert.Equal("b", Assert.Single(await Search([1, 0, 0])).Document);
    }

    [Fact]
    public async Task A_passage_of_several_vectors_is_found_after_the_store_was_closed()
    {
        var index = new VectorIndex(new Tenant("000000000000", "us-east-1"), "KB00000002");
        var passage = new VectorPassage("parent", "", None, [new float[] { 0, 1 }, new float[] { 1, 0 }]);
        await Store.Put(index, new("a", None, [passage]), default);
        await ((IAsyncDisposable)Store).DisposeAsync();

        await InitializeAsync();

        foreach (var vector in passage.Vectors)
        {
            var found = await Store.Search(index, new() { Vector = vector, Count = 2 }, default);
            Assert.Equal(1, Assert.Single(found).Score, 4);
        }
    }

    [Fact]
    public async Task More_indexes_than_stay_open_can_be_used_at_once()
    {
        var indexes = Enumerable.Range(0, 20).Select(i => new VectorIndex(new Tenant("000000000000", "us-east-1"), $"KB{i}"));
        await Task.WhenAll(indexes.Select(async index =>
        {
            for (var i = 0; i < 3; i++)
            {
                var document = new VectorDocument($"{i}", None, [new(index.Name, "", None, [new float[] { 1, 0 }])]);
                await Store.Put(index, document, default);
            }
        }));
        foreach (var index in indexes)
        {
            var found = await Store.Search(index, new() { Vector = new float[] { 1, 0 }, Count = 5 }, default);
            Assert.Equal([index.Name, index.Name, index.Name], found.Select(match => match.Text));
        }
    }

    [Fact]
    public async Task A_dropped_index_leaves_no_file()
    {
        await Put("a", [1, 0]);
        var index = new VectorIndex(new Tenant("000000000000", "us-east-1"), "KB00000001");
        Assert.NotEmpty(Directory.GetFiles(_folder.Store));
        await Store.Drop(index, default);
        Assert.Empty(Directory.GetFiles(_folder.Store));
    }

    protected override Task<IVectorStore> Open() =>
        Task.FromResult<IVectorStore>(new SqliteVectorStore(_folder.Store, openMax: 4, TimeProvider.System));
}
