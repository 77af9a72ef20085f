using System.Text.Json;
using Ganban.Bedrock.Ingestion;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Storage;
using Ganban.Storage.Queries;

namespace Ganban.Bedrock.Tests.Ingestion;

public sealed class SchemaSyncTests
{
    private static readonly Tenant Owner = new("123456789012", "us-east-1");

    [Fact]
    public async Task A_job_counts_what_has_changed_and_the_next_process_counts_the_same()
    {
        await using var test = TestStore.Open();
        var database = new Database { Present = [Table("a", "integer"), Table("b", "integer"), Table("c", "integer")] };
        var sync = new SchemaSync(database, test.Store);
        var knowledgeBase = await KnowledgeBase(test.Store);
        Assert.Equal(new IngestionCounts { Scanned = 3, New = 3 }, await Run("first"));

        database.Present = [Table("a", "integer"), Table("b", "text"), Table("d", "integer")];
        var counts = new IngestionCounts { Scanned = 3, New = 1, Modified = 1, Deleted = 1 };
        Assert.Equal(counts, await Run("second"));
        Assert.Equal(counts, await Run("second"));
        Assert.Equal(new IngestionCounts { Scanned = 3 }, await Run("third"));

        Task<IngestionCounts> Run(string job) => sync.Run(Owner, knowledgeBase, "DS", job, default);
    }

    [Fact]
    public async Task What_was_read_stays_where_the_database_can_not_be_read()
    {
        await using var test = TestStore.Open();
        var database = new Database { Present = [Table("a", "integer")] };
        var sync = new SchemaSync(database, test.Store);
        var knowledgeBase = await KnowledgeBase(test.Store);
        await sync.Run(Owner, knowledgeBase, "DS", "first", default);

        database.Present = null;
        await Assert.ThrowsAsync<IngestionFailedException>(() => sync.Run(Owner, knowledgeBase, "DS", "second", default));

        var kept = await test.Store.GetAsync(Owner, DatabaseSchema.Kind, knowledgeBase.Id, default);
        Assert.Equal("a", Assert.Single(kept!.Document.Tables).Name);
    }

    private static Task<Stored<KnowledgeBaseRecord>> KnowledgeBase(ResourceStore store)
    {
        var configuration = JsonDocument.Parse(
            """
            {"type":"SQL","sqlKnowledgeBaseConfiguration":{"type":"REDSHIFT","redshiftConfiguration":{
            "storageConfigurations":[{"type":"REDSHIFT","redshiftConfiguration":{"databaseName":"d"}}],
            "queryEngineConfiguration":{"type":"PROVISIONED","provisionedConfiguration":{"clusterIdentifier":"c",
            "authConfiguration":{"type":"IAM"}}}}}}
            """);
        var record = new KnowledgeBaseRecord(null, "arn:aws:iam::123456789012:role/r", configuration.RootElement, null);
        return store.CreateAsync(
            Owner, KnowledgeBaseRecord.Kind, new NewDocument<KnowledgeBaseRecord>("KB", record) { Name = "kb" }, default);
    }

    private static TableSchema Table(string name, string type) => new("s", name, null, [new ColumnSchema("x", type, null)]);

    private sealed class Database : IQueryEngine
    {
        public IReadOnlyList<TableSchema>? Present { get; set; }

        public Task<IReadOnlyList<TableSchema>> Tables(QueryDatabase database, CancellationToken cancellationToken) =>
            Present is { } tables ? Task.FromResult(tables) : throw new IOException("It is gone.");

        public Task Check(QueryDatabase database, string sql, TimeSpan timeMax, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<QueryRows> Run(
            QueryDatabase database, string sql, QueryLimits limits, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
