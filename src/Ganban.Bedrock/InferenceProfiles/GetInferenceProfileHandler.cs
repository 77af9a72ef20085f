using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.InferenceProfiles;

/// <summary>Shows one profile of either type, by id or ARN.</summary>
internal sealed class GetInferenceProfileHandler(ModelCatalog catalog, ApplicationProfiles profiles)
    : IOperationHandler<GetInferenceProfileRequest, GetInferenceProfileResponse>
{
    /// <inheritdoc/>
    public async Task<GetInferenceProfileResponse> Handle(
        GetInferenceProfileRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var identifier = request.InferenceProfileIdentifier;
        if (ModelReference.Resolve(identifier, catalog, tenant) is ModelReference.SystemProfile system)
        {
            return InferenceProfileMapping.ToResponse(InferenceProfileMapping.ToSummary(system.Profile, tenant));
        }

        var stored = await profiles.Find(tenant, identifier, cancellationToken)
            ?? throw InferenceProfilesErrors.NotFound(identifier);
        return InferenceProfileMapping.ToResponse(InferenceProfileMapping.ToSummary(stored, tenant));
    }
}
