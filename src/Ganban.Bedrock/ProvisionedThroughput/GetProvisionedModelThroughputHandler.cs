using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.ProvisionedThroughput;

/// <summary>Shows provisioned throughput, by ARN, id or name.</summary>
internal sealed class GetProvisionedModelThroughputHandler(ProvisionedModels models)
    : IOperationHandler<GetProvisionedModelThroughputRequest, GetProvisionedModelThroughputResponse>
{
    /// <inheritdoc/>
    public async Task<GetProvisionedModelThroughputResponse> Handle(
        GetProvisionedModelThroughputRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var stored = await models.Get(tenant, request.ProvisionedModelId, cancellationToken);
        return ProvisionedModelMapping.ToResponse(ProvisionedModelMapping.ToSummary(stored, tenant));
    }
}
