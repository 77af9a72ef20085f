using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.FoundationModels;

/// <summary>Shows one model or variant, by id or by its ARN in the caller's region.</summary>
internal sealed class GetFoundationModelHandler(ModelCatalog catalog)
    : IOperationHandler<GetFoundationModelRequest, GetFoundationModelResponse>
{
    /// <inheritdoc/>
    public Task<GetFoundationModelResponse> Handle(
        GetFoundationModelRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        return ModelReference.Resolve(request.ModelIdentifier, catalog, tenant) is ModelReference.FoundationModel found
            ? Task.FromResult(new GetFoundationModelResponse
            {
                ModelDetails = FoundationModelMapping.ToDetails(found.Model, context.Region),
            })
            : throw FoundationModelsErrors.UnknownModel();
    }
}
