using System.Text.Json;
using Ganban.Storage.Sqlite.Vectors;
using Ganban.Storage.Vectors;

namespace Ganban.Storage.Tests.Vectors;

/// <summary>The embedded store where it searches through its graph.</summary>
public sealed class GraphVectorStoreTests : VectorStoreConformance
{
    private const int Dimensions = 24;
    private static readonly Dictionary<string, JsonElement> Described =
        new() { ["new"] = JsonSerializer.SerializeToElement("yes") };

    private readonly TemporaryFolder _folder = new();

    public override async Task DisposeAsync()
    {
        await ((IAsyncDisposable)Store).DisposeAsync();
        _folder.Delete();
    }

    [Fact]
    public async Task Nearly_all_of_the_nearest_are_found()
    {
        await Fill(0, 3000);
        await Settle();
        Assert.InRange(await Recall(3000, Exists), 0.98, 1);
    }

    [Fact]
    public async Task What_is_not_in_the_graph_yet_is_found_too()
    {
        await Fill(0, 1500);
        Assert.InRange(await Recall(1500, Exists), 0.98, 1);
    }

    [Fact]
    public async Task A_narrow_filter_finds_all_that_it_was_asked_for()
    {
        await Fill(0, 2000);
        await Settle();
        var filter = new MetadataFilter.Attribute("part", MetadataComparison.Equal, JsonSerializer.SerializeToElement(7));
        Assert.InRange(await Recall(2000, i => i % 100 == 7, filter), 0.98, 1);
    }

    [Fact]
    public async Task Deleted_and_replaced_documents_leave_a_graph_that_finds_the_others()
    {
        await Fill(0, 4000);
        await Settle();
        for (var document = 0; document < 30; document++)
        {
            Assert.True(await Store.Delete(Index, $"{document}", default));
        }

        await Settle();
        Assert.InRange(await Recall(4000, i => i >= 3000), 0.98, 1);
        await Fill(0, 1000);
        await Settle();
        Assert.InRange(await Recall(4000, i => i is < 1000 or >= 3000), 0.98, 1);
    }

    [Fact]
    public async Task The_graph_is_there_again_after_the_store_was_closed()
    {
        await Fill(0, 1000);
        await Settle();
        var before = await Answers();
        await Reopen();
        Assert.Equal(before, await Answers());
        Assert.Single(Directory.GetFiles(_folder.Store, "*-graph"));
    }

    [Fact]
    public async Task An_index_is_in_memory_and_has_a_graph_only_when_somebody_searches_it()
    {
        await Fill(0, 1000);
        await Reopen();
        await Fill(1000, 500);
        Assert.True(await Store.Delete(Index, "3", default));
        Assert.True(await Store.Describe(Index, "4", Described, default));
        Assert.Empty(await Store.Search(Index, new() { Text = "kettle", Count = 10 }, default));
        await Reopen();
        Assert.Empty(Directory.GetFiles(_folder.Store, "*-graph"));

        Assert.InRange(await Recall(1500, i => i / 100 != 3), 0.98, 1);
        var filter = new MetadataFilter.Attribute("new", MetadataComparison.Equal, Described["new"]);
        Assert.InRange(await Recall(1500, i => i / 100 == 4, filter), 0.98, 1);
        await Reopen();
        Assert.Single(Directory.GetFiles(_folder.Store, "*-graph"));
    }

    [Fact]
    public async Task A_search_finds_the_old_index_or_none_while_it_is_dropped_and_written_anew()
    {
        await Fill(0, 300);
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                var found = await Store.Search(Index, new() { Vector = Vector(1), Count = 500 }, default);
                Assert.Equal(0, found.Count % 100);
                Assert.Equal(found.Count, found.Select(match => match.Text).Distinct().Count());
            }
        })).ToList();
        try
        {
            for (var round = 0; round < 10; round++)
            {
                await Store.Drop(Index, default);
                await Fill(0, 300);
            }
        }
        finally
        {
            await done.CancelAsync();
        }

        await Task.WhenAll(readers);
        Assert.Equal(300, (await Store.Search(Index, new() { Vector = Vector(1), Count = 500 }, default)).Count);
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("old")]
    [InlineData("cut")]
    [InlineData("changed")]
    [InlineData("empty")]
    public async Task Whatever_became_of_the_graphs_file_the_index_is_whole(string harm)
    {
        await Fill(0, 1000);
        await Settle();
        await ((IAsyncDisposable)Store).DisposeAsync();
        var path = Directory.GetFiles(_folder.Store, "*-graph").Single();
        var bytes = await File.ReadAllBytesAsync(path);
        await InitializeAsync();
        await Fill(1000, 500);
        Assert.True(await Store.Delete(Index, "3", default));
        Assert.True(await Store.Describe(Index, "4", Described, default));
        await Settle();
        await ((IAsyncDisposable)Store).DisposeAsync();
        switch (harm)
        {
            case "gone":
                File.Delete(path);
                break;
            case "cut":
                await File.WriteAllBytesAsync(path, bytes[..^1000]);
                break;
            case "changed":
                bytes[bytes.Length / 2] ^= 1;
                await File.WriteAllBytesAsync(path, bytes);
                break;
            case "empty":
                await File.WriteAllBytesAsync(path, []);
                break;
            default:
                // As a process leaves it that was killed before it could write another.
                await File.WriteAllBytesAsync(path, bytes);
                break;
        }

        await InitializeAsync();

        Assert.InRange(await Recall(1500, i => i / 100 != 3), 0.98, 1);
        await Settle();
        Assert.InRange(await Recall(1500, i => i / 100 != 3), 0.98, 1);
        var filter = new MetadataFilter.Attribute("new", MetadataComparison.Equal, Described["new"]);
        Assert.InRange(await Recall(1500, i => i / 100 == 4, filter), 0.98, 1);
    }

    [Fact]
    public async Task Many_search_while_documents_are_replaced()
    {
        await Fill(0, 1000);
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(reader => Task.Run(async () =>
        {
            var random = new Random(reader);
            while (!done.IsCancellationRequested)
            {
                var query = new VectorQuery { Vector = Vector(random.Next(1000)), Count = 10 };
                var found = await Store.Search(Index, query, default);
                Assert.Equal(10, found.Count);
                Assert.Equal(10, found.Select(match => match.Text).Distinct().Count());
            }
        })).ToList();
        for (var round = 0; round < 3; round++)
        {
            await Fill(0, 1000);
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
        await Settle();
        Assert.InRange(await Recall(1000, Exists), 0.98, 1);
    }

    protected override Task<IVectorStore> Open() => Task.FromResult<IVectorStore>(
        new SqliteVectorStore(_folder.Store, openMax: 4, TimeProvider.System, graphMin: 2));

    private static bool Exists(int i) => i >= 0;

    // Vectors of few inner dimensions, as those of texts are.
    private static float[] Vector(int i)
    {
        var random = new Random(i);
        var inner = new double[6];
        for (var k = 0; k < inner.Length; k++)
        {
            inner[k] = random.NextDouble() - 0.5;
        }

        return [.. Enumerable.Range(0, Dimensions).Select(d =>
            (float)inner.Select((value, k) => value * Math.Sin((d + 1) * (k + 1) * 0.7)).Sum())];
    }

    private async Task Fill(int first, int count)
    {
        for (var at = first; at < first + count; at += 100)
        {
            var passages = Enumerable.Range(at, 100).Select(i => new VectorPassage(
                $"{i}",
                "",
                new Dictionary<string, JsonElement> { ["part"] = JsonSerializer.SerializeToElement(i % 100) },
                [Vector(i)]));
            await Store.Put(Index, new VectorDocument($"{at / 100}", None, [.. passages]), default);
        }
    }

    private Task Settle() => ((SqliteVectorStore)Store).Settle(Index, default);

    private async Task Reopen()
    {
        await ((IAsyncDisposable)Store).DisposeAsync();
        await InitializeAsync();
    }

    private async Task<List<string>> Answers()
    {
        var all = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            var found = await Store.Search(Index, new() { Vector = Vector(-1 - i), Count = 10 }, default);
            all.AddRange(found.Select(match => match.Text));
        }

        return all;
    }

    private async Task<double> Recall(int count, Func<int, bool> exists, MetadataFilter? filter = null)
    {
        var units = Enumerable.Range(0, count).Where(exists).ToDictionary(i => i, i => Unit(Vector(i)));
        var hits = 0;
        for (var query = 1; query <= 30; query++)
        {
            var vector = Unit(Vector(-query));
            var right = units.OrderByDescending(item => Dot(item.Value, vector)).Take(10).Select(item => $"{item.Key}");
            var found = await Store.Search(Index, new() { Vector = vector, Count = 10, Filter = filter }, default);
            Assert.Equal(10, found.Count);
            hits += right.Intersect(found.Select(match => match.Text)).Count();
        }

        return hits / 300.0;
    }

    private static float[] Unit(float[] vector)
    {
        var length = MathF.Sqrt(Dot(vector, vector));
        return [.. vector.Select(value => value / length)];
    }

    private static float Dot(float[] a, float[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
