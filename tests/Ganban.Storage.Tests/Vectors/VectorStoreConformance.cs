using System.Text.Json;
using Ganban.Storage.Vectors;

namespace Ganban.Storage.Tests.Vectors;

/// <summary>What any store of vectors must do.</summary>
public abstract class VectorStoreConformance : IAsyncLifetime
{
    protected VectorIndex Index => new(new Tenant("000000000000", "us-east-1"), "KB00000001") { Place = Place };

    /// <summary>Where the user wants the index; null for the server's own store.</summary>
    protected virtual VectorPlace? Place => null;

    protected IVectorStore Store { get; private set; } = null!;

    public async Task InitializeAsync() => Store = await Open();

    public abstract Task DisposeAsync();

    protected abstract Task<IVectorStore> Open();

    [Fact]
    public async Task An_index_that_nobody_wrote_is_empty()
    {
        Assert.Empty(await Search([1, 0]));
        Assert.False(await Store.Delete(Index, "a", default));
        await Store.Drop(Index, default);
    }

    [Fact]
    public async Task The_nearest_passages_come_first_with_their_cosines()
    {
        await Put("far", [0, 3]);
        await Put("near", [2, 0]);
        await Put("between", [1, 1]);
        await Put("behind", [-1, 0]);

        var found = await Search([5, 0]);

        Assert.Equal(["near", "between", "far", "behind"], found.Select(match => match.Document));
        Assert.Equal([1, 0.7071, 0, 0], found.Select(match => Math.Round(match.Score, 4)));
        Assert.Equal("text of near", found[0].Text);
        Assert.Equal(["near"], (await Search([5, 0], count: 1)).Select(match => match.Document));
    }

    [Fact]
    public async Task The_nearest_vector_of_a_passage_stands_for_it()
    {
        await Store.Put(Index, new("a", None, [new("parent", "parent", None, [Vector(0, 1), Vector(1, 0)])]), default);
        await Put("b", [1, 0.2f]);

        Assert.Equal(["parent", "text of b"], (await Search([1, 0])).Select(match => match.Text));
    }

    [Fact]
    public async Task A_passage_without_text_is_found_by_its_vector()
    {
        await Put("picture", [1, 0], "", Metadata("""{"year":1}"""));

        var match = Assert.Single(await Search([1, 0]));

        Assert.Equal(("picture", "", 1), (match.Document, match.Text, match.Metadata["year"].GetInt32()));
        Assert.Empty(await ByWords("picture"));
        Assert.True(await Store.Describe(Index, "picture", Metadata("""{"year":2}"""), default));
        Assert.Equal(2, Assert.Single(await Search([1, 0])).Metadata["year"].GetInt32());
    }

    [Fact]
    public async Task Words_are_found_in_Japanese_and_English_whatever_their_width_case_and_number()
    {
        await Put("robot", [1, 0], "はにわロボットの製造には免許が必要です。");
        await Put("kettle", [1, 0], "The Orchard Kettle weighs two kilograms.");
        await Put("other", [1, 0], "家事をこなす。");

        Assert.Equal("robot", (await ByWords("免許")).Single().Document);
        Assert.Equal("robot", (await ByWords("免")).Single().Document);
        Assert.Equal("kettle", (await ByWords("KETTLES")).Single().Document);
        Assert.Equal("kettle", (await ByWords("Ｋｅｔｔｌｅ \" OR * ( NEAR")).Single().Document);
        Assert.Equal(1, (await ByWords("kettle"))[0].Score);
        Assert.Empty(await ByWords("。、 -"));
    }

    [Fact]
    public async Task What_is_good_in_both_rankings_wins_in_a_search_by_both()
    {
        await Put("vector", [0.9f, 0.1f], "nothing here");
        await Put("both", [1, 0], "a kettle");
        await Put("words", [0, 1], "kettle kettle");

        var found = await Store.Search(
            Index, new() { Vector = Vector(1, 0), Text = "kettle", Count = 3 }, default);

        Assert.Equal("both", found[0].Document);
        Assert.Equal(3, found.Count);
        Assert.True(found[0].Score is > 0.5 and <= 1);

        await Put("first in both", [1, 0], "the lid of a kettle");
        var query = new VectorQuery { Vector = Vector(1, 0), Text = "kettle lid", Count = 3 };
        var best = (await Store.Search(Index, query, default))[0];
        Assert.Equal(("first in both", 1.0), (best.Document, Math.Round(best.Score, 4)));
    }

    [Fact]
    public async Task A_filter_decides_before_the_count_does()
    {
        for (var i = 0; i < 300; i++)
        {
            await Put($"d{i:D3}", [1, i / 1000f], $"kettle {i}", Metadata("{\"year\":" + i + "}"));
        }

        var filter = new MetadataFilter.Attribute("year", MetadataComparison.Greater, Json("290"));
        var query = new VectorQuery { Vector = Vector(1, 0), Text = "kettle", Count = 5, Filter = filter };
        foreach (var tried in new[] { query, query with { Text = null }, query with { Vector = null } })
        {
            var found = await Store.Search(Index, tried, default);
            Assert.Equal(5, found.Count);
            Assert.All(found, match => Assert.True(match.Metadata["year"].GetInt32() > 290));
        }
    }

    [Theory]
    [InlineData("animal", MetadataComparison.Equal, "\"cat\"", "cat")]
    [InlineData("year", MetadataComparison.Equal, "2020.0", "cat")]
    [InlineData("year", MetadataComparison.Equal, "\"2020\"", "")]
    [InlineData("tame", MetadataComparison.NotEqual, "true", "dog,odd")]
    [InlineData("year", MetadataComparison.Greater, "2020", "dog")]
    [InlineData("year", MetadataComparison.GreaterOrEqual, "2020", "cat,dog")]
    [InlineData("year", MetadataComparison.Less, "2020.5", "cat")]
    [InlineData("year", MetadataComparison.LessOrEqual, "1e3", "")]
    [InlineData("animal", MetadataComparison.Greater, "1", "")]
    [InlineData("animal", MetadataComparison.In, "[\"dog\",\"cat\",3]", "cat,dog")]
    [InlineData("animal", MetadataComparison.NotIn, "[\"dog\",\"cat\"]", "odd")]
    [InlineData("animal", MetadataComparison.StartsWith, "\"c\"", "cat")]
    [InlineData("animal", MetadataComparison.StringContains, "\"o\"", "dog")]
    [InlineData("likes", MetadataComparison.StringContains, "\"is\"", "cat")]
    [InlineData("year", MetadataComparison.StringContains, "\"20\"", "")]
    [InlineData("likes", MetadataComparison.ListContains, "\"milk\"", "cat,odd")]
    [InlineData("animal", MetadataComparison.ListContains, "\"cat\"", "")]
    [InlineData("' OR 1=1 --", MetadataComparison.Equal, "\"'; DROP TABLE x; --\"", "odd")]
    public async Task Every_comparison_means_what_it_says(
        string key, MetadataComparison comparison, string value, string found)
    {
        await Put("cat", [1, 0], null, Metadata("""{"animal":"cat","year":2020,"tame":true,"likes":["fish","milk"]}"""));
        await Put("dog", [1, 0.1f], null, Metadata("""{"animal":"dog","year":2021,"tame":false,"likes":"milk"}"""));
        await Put("odd", [1, 0.2f], null, Metadata("""{"likes":["milk"],"' OR 1=1 --":"'; DROP TABLE x; --"}"""));
        var filter = new MetadataFilter.Attribute(key, comparison, Json(value));
        var query = new VectorQuery { Vector = Vector(1, 0), Count = 10, Filter = filter };

        var matches = await Store.Search(Index, query, default);
        Assert.Equal(found, string.Join(',', matches.Select(match => match.Document)));

        var other = new MetadataFilter.Attribute("animal", MetadataComparison.Equal, Json("\"cow\""));
        query = query with { Filter = new MetadataFilter.All([new MetadataFilter.Any([filter, other])]) };
        Assert.Equal(matches.Count, (await Store.Search(Index, query, default)).Count);
    }

    [Fact]
    public async Task A_passages_own_metadata_wins_over_its_documents()
    {
        await Store.Put(
            Index,
            new("a", Metadata("""{"page":1,"by":"me"}"""),
                [new("first", "first", Metadata("""{"page":2}"""), [Vector(1, 0)])]),
            default);

        var match = Assert.Single(await Search([1, 0]));
        Assert.Equal((2, "me"), (match.Metadata["page"].GetInt32(), match.Metadata["by"].GetString()));
        var filter = new MetadataFilter.Attribute("page", MetadataComparison.Equal, Json("2"));
        Assert.Single(await Store.Search(Index, new() { Vector = Vector(1, 0), Count = 5, Filter = filter }, default));
    }

    [Fact]
    public async Task A_document_that_is_described_anew_is_found_by_its_new_metadata_and_as_before()
    {
        await Store.Put(
            Index,
            new("a", Metadata("""{"year":1,"old":true,"page":1}"""),
            [
                new("kettle", "kettle", Metadata("""{"page":2}"""), [Vector(0, 1), Vector(1, 0)]),
                new("boat", "boat", None, [Vector(0.5f, 1)]),
            ]),
            default);
        await Put("b", [1, 0.2f], metadata: Metadata("""{"year":1}"""));

        Assert.True(await Store.Describe(Index, "a", Metadata("""{"year":2,"page":3,"by":"me"}"""), default));

        var changed = new MetadataFilter.Attribute("year", MetadataComparison.Equal, Json("2"));
        var found = await Store.Search(Index, new() { Vector = Vector(1, 0), Count = 5, Filter = changed }, default);
        Assert.Equal(["kettle", "boat"], found.Select(match => match.Text));
        Assert.Equal([1, 0.4472], found.Select(match => Math.Round(match.Score, 4)));
        Assert.Equal([2, 3], found.Select(match => match.Metadata["page"].GetInt32()));
        Assert.All(found, match => Assert.False(match.Metadata.ContainsKey("old")));
        Assert.Equal("me", (await ByWords("boat")).Single().Metadata["by"].GetString());
        var gone = new MetadataFilter.Attribute("old", MetadataComparison.Equal, Json("true"));
        Assert.Empty(await Store.Search(Index, new() { Vector = Vector(1, 0), Count = 5, Filter = gone }, default));
        Assert.Equal(3, (await Search([1, 0])).Count);
    }

    [Fact]
    public async Task A_document_that_is_not_there_is_to_be_written_anew()
    {
        Assert.False(await Store.Describe(Index, "never", Metadata("""{"year":2}"""), default));
        await Put("a", [1, 0]);
        Assert.False(await Store.Describe(Index, "never", Metadata("""{"year":2}"""), default));
    }

    [Fact]
    public async Task A_document_takes_the_place_of_the_one_before()
    {
        await Put("a", [1, 0], "old words");
        await Put("a", [0, 1], "new words");

        Assert.Equal("new words", Assert.Single(await Search([1, 0])).Text);
        Assert.Empty(await ByWords("old"));
        Assert.True(await Store.Delete(Index, "a", default));
        Assert.Empty(await Search([1, 0]));
        Assert.Empty(await ByWords("new"));
    }

    [Fact]
    public async Task Documents_are_deleted_together_and_those_that_are_not_there_are_passed_over()
    {
        await Store.Delete(Index, ["a"], default);
        foreach (var name in (string[])["a", "b", "c"])
        {
            await Put(name, [1, 0]);
        }

        await Store.Delete(Index, ["a", "absent", "c"], default);

        Assert.Equal("b", Assert.Single(await Search([1, 0])).Document);
    }

    [Fact]
    public async Task Readers_see_a_document_as_a_whole_while_it_is_replaced()
    {
        using var done = new CancellationTokenSource();
        await Put("a", [1, 0], "version 0", Metadata("{\"version\":0}"));
        var reading = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                var match = Assert.Single(await Search([1, 0]));
                Assert.Equal($"version {match.Metadata["version"].GetInt32()}", match.Text);
            }
        });
        for (var i = 1; i < 50; i++)
        {
            await Put("a", [1, 0], $"version {i}", Metadata("{\"version\":" + i + "}"));
        }

        await done.CancelAsync();
        await reading;
    }

    [Fact]
    public async Task Tenants_and_indexes_are_apart_and_a_dropped_index_begins_anew()
    {
        await Put("a", [1, 0]);
        var other = Index with { Tenant = new Tenant("111122223333", "us-east-1") };
        Assert.Empty(await Store.Search(other, new() { Vector = Vector(1, 0), Count = 5 }, default));
        Assert.Empty(await Store.Search(Index with { Name = "KB2" }, new() { Vector = Vector(1, 0), Count = 5 }, default));

        await Store.Drop(Index, default);
        Assert.Empty(await Search([1, 0]));
        await Put("b", [1, 0]);
        Assert.Equal("b", Assert.Single(await Search([1, 0])).Document);
    }

    [Fact]
    public async Task Vectors_of_another_length_are_refused()
    {
        await Put("a", [1, 0]);
        await Assert.ThrowsAsync<ArgumentException>(() => Put("b", [1, 0, 0]));
        await Assert.ThrowsAsync<ArgumentException>(() => Search([1, 0, 0]));
        Assert.Single(await Search([1, 0]));
    }

    protected static IReadOnlyDictionary<string, JsonElement> None { get; } = new Dictionary<string, JsonElement>();

    protected Task Put(
        string id, float[] vector, string? text = null, IReadOnlyDictionary<string, JsonElement>? metadata = null)
    {
        var words = text ?? $"text of {id}";
        return Store.Put(Index, new VectorDocument(id, metadata ?? None, [new(words, words, None, [vector])]), default);
    }

    protected Task<IReadOnlyList<VectorMatch>> Search(float[] vector, int count = 10) =>
        Store.Search(Index, new() { Vector = vector, Count = count }, default);

    private Task<IReadOnlyList<VectorMatch>> ByWords(string text) =>
        Store.Search(Index, new() { Text = text, Count = 10 }, default);

    private static ReadOnlyMemory<float> Vector(params float[] values) => values;

    private static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;

    private static Dictionary<string, JsonElement> Metadata(string json) =>
        JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;
}
