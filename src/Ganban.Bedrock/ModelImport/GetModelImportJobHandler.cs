using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.ModelImport;

/// <summary>Tells how a model import job stands.</summary>
internal sealed class GetModelImportJobHandler(ModelImportJobs jobs)
    : IOperationHandler<GetModelImportJobRequest, GetModelImportJobResponse>
{
    /// <inheritdoc/>
    public async Task<GetModelImportJobResponse> Handle(
        GetModelImportJobRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        return ModelImportMapping.ToResponse(
            await jobs.Get(tenant, request.JobIdentifier, cancellationToken), tenant);
    }
}
