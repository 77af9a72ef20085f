using Ganban.Bedrock.Jobs;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Ingestion;

/// <summary>Stops an ingestion job; what it has indexed stays.</summary>
internal sealed class StopIngestionJobHandler(IngestionJobs jobs, JobRunner runner)
    : IOperationHandler<StopIngestionJobRequest, StopIngestionJobResponse>
{
    /// <inheritdoc/>
    public async Task<StopIngestionJobResponse> Handle(
        StopIngestionJobRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var parent = SourceDocumentRecord.ParentOf(request.KnowledgeBaseId, request.DataSourceId);
        var id = request.IngestionJobId;
        var found = await jobs.Get(tenant, parent, id, cancellationToken);
        var stored = await jobs.Change(
            tenant,
            id,
            now => IngestionJobRecord.IsOver(now.Status) ? null : now with { Status = IngestionJobStatus.Stopping },
            together: [],
            cancellationToken) ?? found;
        if (IngestionJobRecord.IsOver(stored.Document.Status))
        {
            throw new ConflictException(
                $"The ingestion job {id} is over, with the status {stored.Document.Status}. Only a running job can be stopped.");
        }

        await runner.Interrupt(IngestionJobs.Queued(tenant, id));
        return new StopIngestionJobResponse { IngestionJob = stored.ToJob() };
    }
}
