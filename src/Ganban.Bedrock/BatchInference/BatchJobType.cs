using Ganban.Bedrock.Jobs;
using Ganban.Contracts.Bedrock;
using Microsoft.Extensions.Logging;

namespace Ganban.Bedrock.BatchInference;

/// <summary>
/// Takes a batch inference job from its submission to its end: Validating, Scheduled, InProgress, Completed. What stops
/// it before leaves the output of the records that are done. A try after one that the store failed asks only what is
/// not done.
/// </summary>
internal sealed partial class BatchJobType(
    BatchJobs jobs,
    BatchInput input,
    BatchOutput output,
    ModelCalls calls,
    JobFolders folders,
    BatchInferenceOptions options,
    TimeProvider clock,
    ILogger<BatchJobType> logger) : IJobType
{
    private const int MessageCharactersMax = 2048;

    /// <inheritdoc/>
    public string Name => BatchJob.ResourceType;

    /// <inheritdoc/>
    public async Task Run(QueuedJob job, CancellationToken interrupted, CancellationToken cancellationToken)
    {
        var stored = await jobs.Find(job.Tenant, job.Id, cancellationToken);
        if (stored is null || BatchJobs.IsOver(stored.Document.Status))
        {
            return;
        }

        try
        {
            await Proceed(job, stored.Document, interrupted, cancellationToken);
        }
        catch (BatchFailedException e)
        {
            await End(job, ModelInvocationJobStatus.Failed, e.Message, cancellationToken);
        }
        catch (Exception e) when (e is not IOException && !cancellationToken.IsCancellationRequested)
        {
            LogFault(e, job.Id);
            const string Message = "The server encountered an internal error; its log tells more. Create the job again.";
            await End(job, ModelInvocationJobStatus.Failed, Message, cancellationToken);
        }
    }

    private async Task Proceed(
        QueuedJob job, BatchJob document, CancellationToken interrupted, CancellationToken cancellationToken)
    {
        var left = document.ExpiresAt - clock.GetUtcNow();
        using var expired = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(
            interrupted, expired.Token, cancellationToken);
        try
        {
            if (document.Status == ModelInvocationJobStatus.Stopping || left <= TimeSpan.Zero)
            {
                await ended.CancelAsync();
            }

            await RunRecords(job, await Validate(job, document, ended.Token), ended.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await BreakOff(job, cancellationToken);
        }
    }

    private async Task<BatchJob> Validate(QueuedJob job, BatchJob document, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (document.Files is not null)
        {
            return document;
        }

        await Move(job, now => now with { Status = ModelInvocationJobStatus.Validating }, cancellationToken);
        var files = await input.Take(job, document, folders.Of(job), cancellationToken);
        return await Move(
            job,
            now => now with { Status = ModelInvocationJobStatus.Scheduled, Files = files },
            cancellationToken);
    }

    private async Task RunRecords(QueuedJob job, BatchJob document, CancellationToken cancellationToken)
    {
        await using var records = await Open(job, document, cancellationToken);
        await Move(
            job,
            now => records.Counted(now) with { Status = ModelInvocationJobStatus.InProgress },
            cancellationToken);
        for (var file = 0; file < document.Files!.Count; file++)
        {
            // An earlier process may have ended between a file's last record and its output.
            if (records.Outputs[file].Records == document.Files[file].Records)
            {
                await output.Write(job, document, document.Files[file], records.Outputs[file], cancellationToken);
            }
        }

        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reporting = Report(job, records, done.Token);
        try
        {
            await records.Run(
                (file, token) => output.Write(job, document, document.Files[file], records.Outputs[file], token),
                cancellationToken);
        }
        finally
        {
            await done.CancelAsync();
            await reporting;
        }

        await output.WriteManifest(job, document, records.Outputs, cancellationToken);
        await End(job, ModelInvocationJobStatus.Completed, null, cancellationToken, records);
    }

    private async Task<BatchRecords> Open(QueuedJob job, BatchJob document, CancellationToken cancellationToken)
    {
        var folder = folders.Of(job);
        if (!Directory.Exists(folder))
        {
            throw new BatchFailedException("What the job had under way is gone from the data folder. Create the job again.");
        }

        var records = new BatchRecords(job, document, folder, calls, options);
        await records.Recover(cancellationToken);
        return records;
    }

    // The job was stopped, or its time is up.
    private async Task BreakOff(QueuedJob job, CancellationToken cancellationToken)
    {
        var document = (await jobs.Get(job.Tenant, job.Id, cancellationToken)).Document;
        var isStopped = document.Status == ModelInvocationJobStatus.Stopping;
        if (document.Files is null || !Directory.Exists(folders.Of(job)))
        {
            var early = isStopped ? ModelInvocationJobStatus.Stopped : ModelInvocationJobStatus.Expired;
            await End(job, early, null, cancellationToken);
            return;
        }

        await using var records = await Open(job, document, cancellationToken);
        foreach (var (partial, file) in records.Outputs.Zip(document.Files).Where(item => item.First.Records > 0))
        {
            await output.Write(job, document, file, partial, cancellationToken);
        }

        await output.WriteManifest(job, document, records.Outputs, cancellationToken);
        var hasBegun = records.Outputs.Any(partial => partial.Records > 0);
        var status = isStopped ? ModelInvocationJobStatus.Stopped
            : hasBegun ? ModelInvocationJobStatus.PartiallyCompleted
            : ModelInvocationJobStatus.Expired;
        await End(job, status, null, cancellationToken, records);
    }

    // A job that is being stopped keeps that status; whoever wanted it to move on learns that it is over.
    private async Task<BatchJob> Move(
        QueuedJob job, Func<BatchJob, BatchJob> change, CancellationToken cancellationToken)
    {
        var document = await jobs.Change(
            job.Tenant,
            job.Id,
            now => now.Status == ModelInvocationJobStatus.Stopping ? null : change(now),
            cancellationToken);
        return document.Status == ModelInvocationJobStatus.Stopping
            ? throw new OperationCanceledException()
            : document;
    }

    private Task End(
        QueuedJob job,
        string status,
        string? message,
        CancellationToken cancellationToken,
        BatchRecords? records = null) => jobs.Change(
        job.Tenant,
        job.Id,
        now => (records?.Counted(now) ?? now) with
        {
            Status = status,
            Message = message?.Length > MessageCharactersMax ? message[..MessageCharactersMax] : message,
            EndedAt = clock.GetUtcNow(),
        },
        cancellationToken);

    private Task Report(QueuedJob job, BatchRecords records, CancellationToken cancellationToken) => JobProgress.Report(
        clock,
        token => jobs.Change(
            job.Tenant, job.Id, now => records.Counted(now) is var counted && counted != now ? counted : null, token),
        e => LogNotReported(e, job.Id),
        cancellationToken);

    [LoggerMessage(1, LogLevel.Error, "The batch inference job {Job} failed by a fault of the server")]
    private partial void LogFault(Exception exception, string job);

    [LoggerMessage(2, LogLevel.Warning, "How far the batch inference job {Job} is could not be written")]
    private partial void LogNotReported(Exception exception, string job);
}
