using System.Text.Json;
using Ganban.Bedrock.DataSources;
using Ganban.Bedrock.Ingestion;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Storage;
using Ganban.Storage.Queries;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ganban.Bedrock.Tests.Ingestion;

public sealed class IngestionJobTypeTests
{
    private static readonly Tenant Owner = new("123456789012", "us-east-1");

    [Fact]
    public async Task A_job_that_the_store_fails_is_not_over_and_its_next_try_completes_it()
    {
        await using var test = TestStore.Open();
        await Keep(test.Store);
        var jobs = new IngestionJobs(test.Store);
        var knowledgeBases = new KnowledgeBases.KnowledgeBases(test.Store);
        var type = new IngestionJobType(
            jobs,
            knowledgeBases,
            new DataSources.DataSources(knowledgeBases, null!, test.Store),
            null!,
            new SchemaSync(new FailingStoreDatabase(test.Database), test.Store),
            TimeProvider.System,
            NullLogger<IngestionJobType>.Instance);
        var job = IngestionJobs.Queued(Owner, "JOB");

        await Assert.ThrowsAsync<IOException>(() => type.Run(job, default, default));
        var failed = (await jobs.Find(Owner, job.Id, default))!.Document;
        await type.Run(job, default, default);
        var done = (await jobs.Find(Owner, job.Id, default))!.Document;

        Assert.Equal("IN_PROGRESS", failed.Status);
        Assert.Equal(("COMPLETE", new IngestionCounts { Scanned = 1, New = 1 }), (done.Status, done.Statistics));
    }

    private static async Task Keep(ResourceStore store)
    {
        using var none = JsonDocument.Parse("{}");
        using var sql = JsonDocument.Parse(
            """
            {"type":"SQL","sqlKnowledgeBaseConfiguration":{"type":"REDSHIFT","redshiftConfiguration":{
            "storageConfigurations":[{"type":"REDSHIFT","redshiftConfiguration":{"databaseName":"d"}}],
            "queryEngineConfiguration":{"type":"PROVISIONED","provisionedConfiguration":{"clusterIdentifier":"c",
            "authConfiguration":{"type":"IAM"}}}}}}
            """);
        var role = $"arn:aws:iam::{Owner.Account}:role/r";
        await store.CreateAsync(
            Owner,
            KnowledgeBaseRecord.Kind,
            new NewDocument<KnowledgeBaseRecord>("KB", new(null, role, sql.RootElement, null)) { Name = "kb" },
            default);
        var source = new DataSourceRecord(null, none.RootElement, null, null, null, "JOB");
        await store.CreateAsync(
            Owner,
            DataSourceRecord.Kind,
            new NewDocument<DataSourceRecord>("DS", source) { Name = "ds", Parent = "KB" },
            default);
        var job = new IngestionJobRecord("KB", "DS", role, null, null, "STARTING", new IngestionCounts(), []);
        await store.CreateAsync(
            Owner, IngestionJobRecord.Kind, new NewDocument<IngestionJobRecord>("JOB", job), default);
    }

    /// <summary>A database of one table; while it is read first, the disk of the store gets full.</summary>
    private sealed class FailingStoreDatabase(FailingDatabase store) : IQueryEngine
    {
        private bool _wasRead;

        public Task<IReadOnlyList<TableSchema>> Tables(QueryDatabase database, CancellationToken cancellationToken)
        {
            store.Failures = _wasRead ? 0 : 1;
            _wasRead = true;
            return Task.FromResult<IReadOnlyList<TableSchema>>(
                [new TableSchema("s", "t", null, [new ColumnSchema("x", "integer", null)])]);
        }

        public Task Check(QueryDatabase database, string sql, TimeSpan timeMax, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<QueryRows> Run(
            QueryDatabase database, string sql, QueryLimits limits, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
