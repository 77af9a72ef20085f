using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Tagging;
using Ganban.Storage;

namespace Ganban.Bedrock.InferenceProfiles;

/// <summary>The application inference profiles of all tenants, for whoever gets an identifier of one.</summary>
public sealed class ApplicationProfiles(ResourceStore store) : ITaggableResources
{
    /// <inheritdoc/>
    public string ResourceType => ApplicationInferenceProfile.ResourceType;

    /// <summary>The profile's ARN.</summary>
    public static string Arn(Tenant tenant, string id) =>
        FoundationModels.Arn.Bedrock(tenant.Region, tenant.Account, $"{ApplicationInferenceProfile.ResourceType}/{id}")
            .ToString();

    /// <summary>The tenant's profile with this id or ARN, or null.</summary>
    public async Task<Stored<ApplicationInferenceProfile>?> Find(
        Tenant tenant, string identifier, CancellationToken cancellationToken)
    {
        var id = identifier;
        if (FoundationModels.Arn.Parse(identifier) is { } arn)
        {
            if (!arn.IsOf(tenant) || arn.NameOf(ResourceType) is not { } name)
            {
                return null;
            }

            id = name;
        }

        // Longer ids are none of ours, and the store refuses the longest.
        return id.Length == ResourceId.Characters
            ? await store.GetAsync(tenant, ApplicationInferenceProfile.Kind, id, cancellationToken)
            : null;
    }

    /// <inheritdoc/>
    public async Task<bool> Exists(Tenant tenant, Arn arn, CancellationToken cancellationToken) =>
        await Find(tenant, arn.ToString(), cancellationToken) is not null;
}
