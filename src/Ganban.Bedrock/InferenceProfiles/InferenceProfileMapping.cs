using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.Bedrock;
using Ganban.Storage;

namespace Ganban.Bedrock.InferenceProfiles;

/// <summary>Inference profiles of both types as the API shows them to a tenant.</summary>
internal static class InferenceProfileMapping
{
    public static InferenceProfileSummary ToSummary(InferenceProfile profile, Tenant tenant) => new()
    {
        InferenceProfileName = profile.Name,
        Description = profile.Description(tenant.Region),
        CreatedAt = profile.CreatedAt,
        UpdatedAt = profile.UpdatedAt,
        InferenceProfileArn = profile.Arn(tenant.Account, tenant.Region),
        Models = Models(profile.ModelArns(tenant.Region)),
        InferenceProfileId = profile.Id,
        Status = InferenceProfileStatus.Active,
        Type = InferenceProfileType.SystemDefined,
    };

    public static InferenceProfileSummary ToSummary(Stored<ApplicationInferenceProfile> profile, Tenant tenant) => new()
    {
        InferenceProfileName = profile.Name!,
        Description = profile.Document.Description,
        CreatedAt = profile.CreatedAt,
        UpdatedAt = profile.UpdatedAt,
        InferenceProfileArn = ApplicationProfiles.Arn(tenant, profile.Id),
        Models = Models(profile.Document.ModelArns),
        InferenceProfileId = profile.Id,
        Status = InferenceProfileStatus.Active,
        Type = InferenceProfileType.Application,
    };

    public static GetInferenceProfileResponse ToResponse(InferenceProfileSummary summary) => new()
    {
        InferenceProfileName = summary.InferenceProfileName,
        Description = summary.Description,
        CreatedAt = summary.CreatedAt,
        UpdatedAt = summary.UpdatedAt,
        InferenceProfileArn = summary.InferenceProfileArn,
        Models = summary.Models,
        InferenceProfileId = summary.InferenceProfileId,
        Status = summary.Status,
        Type = summary.Type,
    };

    private static IReadOnlyList<InferenceProfileModel> Models(IReadOnlyList<string> arns) =>
        [.. arns.Select(arn => new InferenceProfileModel { ModelArn = arn })];
}
