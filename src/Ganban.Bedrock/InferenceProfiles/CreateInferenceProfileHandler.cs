using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Tagging;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.InferenceProfiles;

/// <summary>Makes an application profile of a foundation model or of a system-defined profile.</summary>
internal sealed class CreateInferenceProfileHandler(ModelCatalog catalog, ResourceStore store)
    : IOperationHandler<CreateInferenceProfileRequest, CreateInferenceProfileResponse>
{
    // Amazon Bedrock's default quota per account and region.
    private const int ProfilesMax = 1000;

    /// <inheritdoc/>
    public async Task<CreateInferenceProfileResponse> Handle(
        CreateInferenceProfileRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var profile = Copy(request, tenant);
        var id = ResourceId.New();
        var arn = ApplicationProfiles.Arn(tenant, id);
        var tags = TagRules.Read(request.Tags ?? [], resourceName: request.InferenceProfileName);
        var document = new NewDocument<ApplicationInferenceProfile>(id, profile)
        {
            Name = request.InferenceProfileName,
            Tags = new TagSet(arn, tags),
        };
        var fingerprint = new ProfileFingerprint(request.InferenceProfileName, profile, tags);
        await CheckQuota(tenant, cancellationToken);
        try
        {
            var stored = await store.CreateAsync(
                tenant,
                ApplicationInferenceProfile.Kind,
                document,
                request.ClientRequestToken is { } token ? fingerprint.For(token) : null,
                together: [],
                cancellationToken);
            return new CreateInferenceProfileResponse
            {
                InferenceProfileArn = ApplicationProfiles.Arn(tenant, stored.Id),
                Status = InferenceProfileStatus.Active,
            };
        }
        catch (IdempotencyConflictException exception)
        {
            throw InferenceProfilesErrors.TokenReused(exception);
        }
    }

    private ApplicationInferenceProfile Copy(CreateInferenceProfileRequest request, Tenant tenant)
    {
        var source = ((InferenceProfileModelSource.CopyFrom)request.ModelSource).Value;
        return ModelReference.Resolve(source, catalog, tenant) switch
        {
            ModelReference.FoundationModel { Model: var model } when !model.SupportsOnDemand(tenant.Region) =>
                throw FoundationModelsErrors.NoOnDemand(model, tenant.Region),
            ModelReference.FoundationModel { Model: var model } =>
                new(request.Description, source, model.Id, [model.Arn(tenant.Region)]),
            ModelReference.SystemProfile { Profile: var profile } =>
                new(request.Description, source, profile.Model.Id, profile.ModelArns(tenant.Region)),
            _ => throw FoundationModelsErrors.UnknownModel(),
        };
    }

    private async Task CheckQuota(Tenant tenant, CancellationToken cancellationToken)
    {
        var all = new ListQuery();
        if (await store.HasAsync(tenant, ApplicationInferenceProfile.Kind, all, ProfilesMax, cancellationToken))
        {
            throw InferenceProfilesErrors.TooMany(ProfilesMax);
        }
    }
}
