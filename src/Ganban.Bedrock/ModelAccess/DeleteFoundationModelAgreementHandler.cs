using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.ModelAccess;

/// <summary>Ends the tenant's agreement for a model.</summary>
internal sealed class DeleteFoundationModelAgreementHandler(ModelCatalog catalog, ResourceStore store)
    : IOperationHandler<DeleteFoundationModelAgreementRequest, DeleteFoundationModelAgreementResponse>
{
    /// <inheritdoc/>
    public async Task<DeleteFoundationModelAgreementResponse> Handle(
        DeleteFoundationModelAgreementRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var model = catalog.FindModel(request.ModelId) ?? throw FoundationModelsErrors.UnknownModel();
        var tenant = new Tenant(context.Account, context.Region);
        var id = ModelAccessPolicy.AgreementId(model);
        return await store.DeleteAsync(tenant, ModelAgreement.Kind, id, cancellationToken)
            ? new DeleteFoundationModelAgreementResponse()
            : throw ModelAccessErrors.NoAgreement(model.Id);
    }
}
