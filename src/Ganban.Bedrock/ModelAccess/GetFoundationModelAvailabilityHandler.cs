using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.ModelAccess;

/// <summary>Says whether the caller may use a model. Every region has every model.</summary>
internal sealed class GetFoundationModelAvailabilityHandler(ModelCatalog catalog, ModelAccessPolicy policy)
    : IOperationHandler<GetFoundationModelAvailabilityRequest, GetFoundationModelAvailabilityResponse>
{
    /// <inheritdoc/>
    public async Task<GetFoundationModelAvailabilityResponse> Handle(
        GetFoundationModelAvailabilityRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var model = catalog.FindModel(request.ModelId) ?? throw FoundationModelsErrors.UnknownModel();
        var tenant = new Tenant(context.Account, context.Region);
        var hasAgreement = await policy.HasAgreement(tenant, model, cancellationToken);
        var hasForm = await policy.HasForm(tenant, model, cancellationToken);
        return new GetFoundationModelAvailabilityResponse
        {
            ModelId = model.Id,
            AgreementAvailability = new AgreementAvailability
            {
                Status = hasAgreement ? AgreementStatus.Available : AgreementStatus.NotAvailable,
            },
            AuthorizationStatus = hasForm ? AuthorizationStatus.Authorized : AuthorizationStatus.NotAuthorized,
            EntitlementAvailability = hasAgreement && hasForm
                ? EntitlementAvailability.Available
                : EntitlementAvailability.NotAvailable,
            RegionAvailability = RegionAvailability.Available,
        };
    }
}
