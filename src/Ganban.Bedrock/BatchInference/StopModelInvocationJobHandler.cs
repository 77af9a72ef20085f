using Ganban.Bedrock.Jobs;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.BatchInference;

/// <summary>Stops a batch inference job; what is done is still written.</summary>
internal sealed class StopModelInvocationJobHandler(BatchJobs jobs, JobRunner runner)
    : IOperationHandler<StopModelInvocationJobRequest, StopModelInvocationJobResponse>
{
    /// <inheritdoc/>
    public async Task<StopModelInvocationJobResponse> Handle(
        StopModelInvocationJobRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var stored = await jobs.Get(tenant, request.JobIdentifier, cancellationToken);
        var job = await jobs.Change(
            tenant,
            stored.Id,
            job => BatchJobs.IsOver(job.Status) ? null : job with { Status = ModelInvocationJobStatus.Stopping },
            cancellationToken);
        if (BatchJobs.IsOver(job.Status))
        {
            throw BatchInferenceErrors.IsOver(stored.Id, job.Status);
        }

        await runner.Interrupt(BatchJobs.Queued(tenant, stored.Id, job));
        return new StopModelInvocationJobResponse();
    }
}
