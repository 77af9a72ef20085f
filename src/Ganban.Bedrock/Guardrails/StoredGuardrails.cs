using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Tagging;
using Ganban.Storage;

namespace Ganban.Bedrock.Guardrails;

/// <summary>The guardrails of all tenants, for whoever gets an identifier of one.</summary>
internal sealed class StoredGuardrails(ResourceStore store) : ITaggableResources
{
    /// <inheritdoc/>
    public string ResourceType => GuardrailDocument.ResourceType;

    /// <summary>The ARN of a guardrail; its versions have the same one.</summary>
    public static string Arn(Tenant tenant, string id) => FoundationModels.Arn
        .Bedrock(tenant.Region, tenant.Account, $"{GuardrailDocument.ResourceType}/{id}")
        .ToString();

    /// <summary>A version of the guardrail that an id or ARN means; null if the tenant has no such one.</summary>
    public async Task<Stored<GuardrailDocument>?> Find(
        Tenant tenant, string identifier, string? version, CancellationToken cancellationToken) =>
        IdOf(tenant, identifier) is { } id
            ? await store.GetAsync(
                tenant,
                GuardrailDocument.Kind,
                id,
                string.IsNullOrEmpty(version) ? GuardrailDocument.Draft : version,
                cancellationToken)
            : null;

    /// <inheritdoc/>
    public async Task<bool> Exists(Tenant tenant, Arn arn, CancellationToken cancellationToken) =>
        await Find(tenant, arn.ToString(), GuardrailDocument.Draft, cancellationToken) is not null;

    private static string? IdOf(Tenant tenant, string identifier)
    {
        var id = FoundationModels.Arn.Parse(identifier) is { } arn
            ? arn.IsOf(tenant) ? arn.NameOf(GuardrailDocument.ResourceType) : null
            : identifier;
        return id is not null && ResourceId.IsValid(id) ? id : null;
    }
}
