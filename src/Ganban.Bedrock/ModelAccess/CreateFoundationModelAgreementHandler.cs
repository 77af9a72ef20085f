using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.ModelAccess;

/// <summary>Accepts a model's offer for the tenant; it counts at once.</summary>
internal sealed class CreateFoundationModelAgreementHandler(ModelCatalog catalog, ResourceStore store)
    : IOperationHandler<CreateFoundationModelAgreementRequest, CreateFoundationModelAgreementResponse>
{
    /// <inheritdoc/>
    public async Task<CreateFoundationModelAgreementResponse> Handle(
        CreateFoundationModelAgreementRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var model = catalog.FindModel(request.ModelId) ?? throw FoundationModelsErrors.UnknownModel();
        if (request.OfferToken != ModelOffer.Token(model))
        {
            throw ModelAccessErrors.WrongOffer(model.Id);
        }

        var agreement = new NewDocument<ModelAgreement>(
            ModelAccessPolicy.AgreementId(model), new ModelAgreement(request.OfferToken));
        try
        {
            await store.CreateAsync(
                new Tenant(context.Account, context.Region), ModelAgreement.Kind, agreement, cancellationToken);
        }
        catch (ResourceExistsException exception)
        {
            throw ModelAccessErrors.AgreementExists(model.Id, exception);
        }

        return new CreateFoundationModelAgreementResponse { ModelId = model.Id };
    }
}
