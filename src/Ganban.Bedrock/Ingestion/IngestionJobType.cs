using Ganban.Bedrock.Jobs;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Callers;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;
using Microsoft.Extensions.Logging;

namespace Ganban.Bedrock.Ingestion;

/// <summary>
/// Brings an index, or what is known of a database, up to date with its data source. A process that goes on with the
/// job of one before it looks at every document again, and finds what is done by what is known of each; so does a try
/// after one that the store failed.
/// </summary>
internal sealed partial class IngestionJobType(
    IngestionJobs jobs,
    KnowledgeBases.KnowledgeBases knowledgeBases,
    DataSources.DataSources dataSources,
    SourceSync sync,
    SchemaSync schemas,
    TimeProvider clock,
    ILogger<IngestionJobType> logger) : IJobType
{
    /// <inheritdoc/>
    public string Name => IngestionJobRecord.JobType;

    /// <inheritdoc/>
    public async Task Run(QueuedJob job, CancellationToken interrupted, CancellationToken cancellationToken)
    {
        var stored = await jobs.Find(job.Tenant, job.Id, cancellationToken);
        if (stored is null || IngestionJobRecord.IsOver(stored.Document.Status))
        {
            return;
        }

        var tally = new IngestionTally(stored.Document.Statistics.Deleted);
        try
        {
            if (stored.Document.Status == IngestionJobStatus.Stopping)
            {
                throw new OperationCanceledException();
            }

            using var ended = CancellationTokenSource.CreateLinkedTokenSource(interrupted, cancellationToken);
            await Work(job, stored.Document, tally, ended.Token);
            await End(job, tally, IngestionJobStatus.Complete, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await End(job, tally, IngestionJobStatus.Stopped, cancellationToken);
        }
        catch (IngestionFailedException e)
        {
            tally.Tell(e.Message);
            await End(job, tally, IngestionJobStatus.Failed, cancellationToken);
        }
        catch (Exception e) when (e is not IOException && !cancellationToken.IsCancellationRequested)
        {
            LogFault(e, job.Id);
            tally.Tell("The server encountered an internal error; its log tells more. Start another job.");
            await End(job, tally, IngestionJobStatus.Failed, cancellationToken);
        }
    }

    private async Task Work(
        QueuedJob job, IngestionJobRecord record, IngestionTally tally, CancellationToken cancellationToken)
    {
        var tenant = job.Tenant;
        var knowledgeBase = await knowledgeBases.Find(tenant, record.KnowledgeBase, cancellationToken)
            ?? throw new IngestionFailedException("The knowledge base was deleted.");
        var source = await dataSources.Find(tenant, record.KnowledgeBase, record.DataSource, cancellationToken)
            ?? throw new IngestionFailedException("The data source was deleted.");
        var context = new OperationContext
        {
            Caller = new Caller(tenant.Account, tenant.Region, record.CallerArn),
            RequestId = Guid.NewGuid().ToString(),
            Operation = "StartIngestionJob",
        };
        await Move(job, now => now with { Status = IngestionJobStatus.InProgress }, cancellationToken);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reporting = Report(job, tally, done.Token);
        try
        {
            if (knowledgeBase.Document.IsSql)
            {
                tally.Take(await schemas.Run(tenant, knowledgeBase, source.Id, job.Id, cancellationToken));
                return;
            }

            var target = IngestionTarget.Of(tenant, knowledgeBase, source, context) with { Job = job.Id };
            await sync.Run(target, source.Document.ReadConfiguration(), tally, cancellationToken);
        }
        finally
        {
            await done.CancelAsync();
            await reporting;
        }
    }

    // A job that is being stopped keeps that status.
    private Task Move(
        QueuedJob job, Func<IngestionJobRecord, IngestionJobRecord> change, CancellationToken cancellationToken) =>
        jobs.Change(
            job.Tenant,
            job.Id,
            now => now.Status == IngestionJobStatus.Stopping ? null : change(now),
            together: [],
            cancellationToken);

    private Task End(QueuedJob job, IngestionTally tally, string status, CancellationToken cancellationToken) =>
        jobs.Change(
            job.Tenant, job.Id, now => tally.Into(now) with { Status = status }, together: [], cancellationToken);

    private Task Report(QueuedJob job, IngestionTally tally, CancellationToken cancellationToken) => JobProgress.Report(
        clock,
        token => jobs.Change(
            job.Tenant,
            job.Id,
            now => tally.Into(now) is var counted && counted != now ? counted : null,
            together: [],
            token),
        e => LogNotReported(e, job.Id),
        cancellationToken);

    [LoggerMessage(1, LogLevel.Error, "The ingestion job {Job} failed by a fault of the server")]
    private partial void LogFault(Exception exception, string job);

    [LoggerMessage(2, LogLevel.Warning, "How far the ingestion job {Job} is could not be written")]
    private partial void LogNotReported(Exception exception, string job);
}
