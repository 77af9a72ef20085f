using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.BatchInference;

/// <summary>Tells how a batch inference job stands.</summary>
internal sealed class GetModelInvocationJobHandler(BatchJobs jobs)
    : IOperationHandler<GetModelInvocationJobRequest, GetModelInvocationJobResponse>
{
    /// <inheritdoc/>
    public async Task<GetModelInvocationJobResponse> Handle(
        GetModelInvocationJobRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        return BatchJobMapping.ToResponse(await jobs.Get(tenant, request.JobIdentifier, cancellationToken), tenant);
    }
}
