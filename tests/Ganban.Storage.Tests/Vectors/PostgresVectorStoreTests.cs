using System.Globalization;
using System.Reflection;
using Ganban.Storage.Postgres;
using Ganban.Storage.Vectors;
using Ganban.TestKit;

namespace Ganban.Storage.Tests.Vectors;

/// <summary>The store in PostgreSQL, on a real one.</summary>
public sealed class PostgresVectorStoreTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly Tenant Owner = new("000000000000", "us-east-1");
    private static int _tables;

    public static IEnumerable<object[]> Conformance =>
        from method in typeof(VectorStoreConformance).GetMethods()
        from arguments in method.GetCustomAttribute<FactAttribute>() is null
            ? []
            : method.GetCustomAttributes<InlineDataAttribute>()
                .Select(data => data.GetData(method).Single()).DefaultIfEmpty([])
        select new object[] { method.Name, string.Join('|', arguments) };

    [PostgresTheory]
    [MemberData(nameof(Conformance))]
    public async Task It_does_what_every_store_must_do(string test, string arguments)
    {
        var suite = new Suite(server, await Table("vector", custom: arguments.Length % 2 == 0));
        await suite.InitializeAsync();
        try
        {
            await suite.Run(test, arguments);
        }
        finally
        {
            await suite.DisposeAsync();
        }
    }

    [PostgresFact]
    public async Task A_narrow_filter_finds_its_passages_behind_an_HNSW_index()
    {
        var place = await Table("vector(3)", custom: false);
        await server.Sql(
            $"CREATE INDEX ON {place.Name} USING hnsw (embedding vector_cosine_ops)",
            $"""
            CREATE INDEX ON {place.Name} USING gin
              (array_to_tsvector(string_to_array(metadata ->> 'x-ganban-words', ' ')))
            """);
        await using var store = Open();
        var index = new VectorIndex(Owner, "KB1") { Place = place };
        var passages = Enumerable.Range(0, 1500).Select(i =>
        {
            var number = System.Text.Json.JsonSerializer.SerializeToElement(i);
            return new VectorPassage(
                $"passage {i}",
                $"passage {i}",
                new Dictionary<string, System.Text.Json.JsonElement> { ["number"] = number },
                [new[] { 1, i / 1500f, 0.5f }]);
        });
        await store.Put(index, new VectorDocument("many", Suite.Nothing, [.. passages]), default);
        var filter = new MetadataFilter.Attribute(
            "number", MetadataComparison.GreaterOrEqual, System.Text.Json.JsonSerializer.SerializeToElement(1490));
        var query = new VectorQuery { Vector = new[] { 1f, 0, 0.5f }, Count = 10, Filter = filter };

        var found = await store.Search(index, query, default);

        Assert.Equal(Enumerable.Range(1490, 10).Select(i => $"passage {i}"), found.Select(match => match.Text));
        Assert.Equal(10, (await store.Search(index, query with { Text = "passage 7" }, default)).Count);
        found = await store.Search(index, query with { Filter = null }, default);
        Assert.Equal("passage 0", found[0].Text);
        Assert.Equal(10, found.Count);
    }

    [PostgresFact]
    public async Task What_is_wrong_with_a_table_is_said()
    {
        await using var store = Open();
        var place = await Table("vector(3)", custom: false);
        var index = new VectorIndex(Owner, "KB1") { Place = place };
        await store.Check(index, 3, default);
        Assert.Contains("3", (await Refused(() => store.Check(index, 4, default))).Message, StringComparison.Ordinal);
        foreach (var (wrong, part) in new (VectorPlace.Table, string)[]
        {
            (place with { Name = "absent" }, "absent"),
            (place with { Vector = "missing" }, "no column missing"),
            (place with { Vector = "chunks" }, "must be vector"),
            (place with { Metadata = "chunks" }, "must be json"),
            (place with { Name = "\"; DROP TABLE x; --" }, "no table"),
        })
        {
            var error = await Refused(() => store.Check(index with { Place = wrong }, null, default));
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }

        await Assert.ThrowsAsync<ArgumentException>(() => store.Search(
            index, new VectorQuery { Vector = new[] { 1f, 2 }, Count = 1 }, default));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_an_error_of_the_store_without_its_password()
    {
        var options = new PostgresOptions("Host=127.0.0.1;Port=1;Username=u;Timeout=5", "secret-word", 1);
        await using var store = new PostgresVectorStore(options);
        var place = new VectorPlace.Table("arn", "d", "t", "id", "embedding", "chunks", "metadata", null);
        var query = new VectorQuery { Vector = new[] { 1f, 2 }, Count = 1 };

        var error = await Refused(() => store.Search(new VectorIndex(Owner, "KB1") { Place = place }, query, default));

        Assert.DoesNotContain("secret-word", error.ToString(), StringComparison.Ordinal);
    }

    private static Task<IOException> Refused(Func<Task> work) => Assert.ThrowsAsync<IOException>(work);

    private PostgresVectorStore Open() => new(new PostgresOptions(server.Connection, "any", ConnectionsMax: 1));

    private async Task<VectorPlace.Table> Table(string vector, bool custom)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"t{Interlocked.Increment(ref _tables)}");
        await server.Sql(
            $"""
            CREATE TABLE {name} (id uuid PRIMARY KEY, embedding {vector}, chunks text, metadata json, custom jsonb)
            """);
        return new VectorPlace.Table(
            "arn", "postgres", name, "id", "embedding", "chunks", "metadata", custom ? "custom" : null);
    }

    // Not public, so that it is run by the theory alone, which knows whether there is a server.
    private sealed class Suite(PostgresServer server, VectorPlace.Table place) : VectorStoreConformance
    {
        public static IReadOnlyDictionary<string, System.Text.Json.JsonElement> Nothing => None;

        protected override VectorPlace Place => place;

        public Task Run(string test, string arguments)
        {
            var method = typeof(VectorStoreConformance).GetMethod(test)!;
            var data = method.GetCustomAttributes<InlineDataAttribute>()
                .Select(data => data.GetData(method).Single())
                .FirstOrDefault(data => string.Join('|', data) == arguments);
            return (Task)method.Invoke(this, data)!;
        }

        public override async Task DisposeAsync() => await ((IAsyncDisposable)Store).DisposeAsync();

        protected override Task<IVectorStore> Open() => Task.FromResult<IVectorStore>(
            new PostgresVectorStore(new PostgresOptions(server.Connection, "any", ConnectionsMax: 1)));
    }
}

/// <summary>A test that needs PostgreSQL, which comes with Node.js.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = ClientPackages.Missing;
}

/// <summary>A theory that needs PostgreSQL, which comes with Node.js.</summary>
public sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = ClientPackages.Missing;
}
