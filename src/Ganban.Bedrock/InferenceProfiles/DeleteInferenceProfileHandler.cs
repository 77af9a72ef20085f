using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.InferenceProfiles;

/// <summary>Deletes an application profile and its tags.</summary>
internal sealed class DeleteInferenceProfileHandler(
    ModelCatalog catalog, ApplicationProfiles profiles, ResourceStore store)
    : IOperationHandler<DeleteInferenceProfileRequest, DeleteInferenceProfileResponse>
{
    /// <inheritdoc/>
    public async Task<DeleteInferenceProfileResponse> Handle(
        DeleteInferenceProfileRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var identifier = request.InferenceProfileIdentifier;
        if (ModelReference.Resolve(identifier, catalog, tenant) is ModelReference.SystemProfile)
        {
            throw InferenceProfilesErrors.SystemDefined(identifier);
        }

        var stored = await profiles.Find(tenant, identifier, cancellationToken)
            ?? throw InferenceProfilesErrors.NotFound(identifier);
        await store.CommitAsync(
            [
                ApplicationInferenceProfile.Kind.Delete(tenant, stored.Id),
                Write.UntagAll(tenant, ApplicationProfiles.Arn(tenant, stored.Id)),
            ],
            cancellationToken);
        return new DeleteInferenceProfileResponse();
    }
}
