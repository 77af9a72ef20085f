using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.ModelAccess;

/// <summary>Shows the one offer of a model. It is public, so the filter on the offer's type never hides it.</summary>
internal sealed class ListFoundationModelAgreementOffersHandler(ModelCatalog catalog)
    : IOperationHandler<ListFoundationModelAgreementOffersRequest, ListFoundationModelAgreementOffersResponse>
{
    /// <inheritdoc/>
    public Task<ListFoundationModelAgreementOffersResponse> Handle(
        ListFoundationModelAgreementOffersRequest request,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var model = catalog.FindModel(request.ModelId) ?? throw FoundationModelsErrors.UnknownModel();
        return Task.FromResult(new ListFoundationModelAgreementOffersResponse
        {
            ModelId = model.Id,
            Offers = [ModelOffer.Of(model, context.Region)],
        });
    }
}
