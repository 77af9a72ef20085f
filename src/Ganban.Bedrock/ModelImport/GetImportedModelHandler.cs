using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.ModelImport;

/// <summary>Tells about an imported model.</summary>
internal sealed class GetImportedModelHandler(ImportedModels models)
    : IOperationHandler<GetImportedModelRequest, GetImportedModelResponse>
{
    /// <inheritdoc/>
    public async Task<GetImportedModelResponse> Handle(
        GetImportedModelRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        return ModelImportMapping.ToResponse(
            await models.Get(tenant, request.ModelIdentifier, cancellationToken), tenant);
    }
}
