using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Tagging;
using Ganban.Storage;

namespace Ganban.Bedrock.Prompts;

/// <summary>The prompts of all tenants, for whoever gets an identifier of one.</summary>
internal sealed class StoredPrompts(ModelCatalog catalog, ResourceStore store) : ITaggableResources
{
    /// <inheritdoc/>
    public string ResourceType => PromptDocument.ResourceType;

    /// <summary>The ARN of a prompt's draft or of a version.</summary>
    public static string Arn(Tenant tenant, string id, string version)
    {
        var suffix = version == PromptDocument.Draft ? "" : $":{version}";
        return FoundationModels.Arn
            .Bedrock(tenant.Region, tenant.Account, $"{PromptDocument.ResourceType}/{id}{suffix}")
            .ToString();
    }

    /// <summary>The prompt that an id or ARN means: the version in the ARN, else <paramref name="version"/>.</summary>
    public async Task<Stored<PromptDocument>?> Find(
        Tenant tenant, string identifier, string? version, CancellationToken cancellationToken)
    {
        if (IdOf(tenant, identifier) is not { } found)
        {
            return null;
        }

        return await store.GetAsync(
            tenant,
            PromptDocument.Kind,
            found.Id,
            found.Version ?? version ?? PromptDocument.Draft,
            cancellationToken);
    }

    /// <summary>What an id or ARN means to a tenant; null if it is none of the tenant's.</summary>
    public (string Id, string? Version)? IdOf(Tenant tenant, string identifier)
    {
        if (FoundationModels.Arn.Parse(identifier) is not null)
        {
            return ModelReference.Resolve(identifier, catalog, tenant) is ModelReference.Prompt prompt
                ? (prompt.Id, prompt.Version)
                : null;
        }

        var parts = identifier.Split(':');
        return parts.Length <= 2 && parts[0].Length == AgentId.Characters
            ? (parts[0], parts.ElementAtOrDefault(1))
            : null;
    }

    /// <inheritdoc/>
    public async Task<bool> Exists(Tenant tenant, Arn arn, CancellationToken cancellationToken) =>
        await Find(tenant, arn.ToString(), PromptDocument.Draft, cancellationToken) is not null;
}
