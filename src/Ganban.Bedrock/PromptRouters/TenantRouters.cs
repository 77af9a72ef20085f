using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Tagging;
using Ganban.Storage;

namespace Ganban.Bedrock.PromptRouters;

/// <summary>The prompt routers of all tenants, their own and the default ones.</summary>
internal sealed class TenantRouters(ModelCatalog catalog, ResourceStore store) : ITaggableResources
{
    /// <inheritdoc/>
    public string ResourceType => PromptRouter.ResourceType;

    /// <summary>The ARN of a tenant's own router.</summary>
    public static string Arn(Tenant tenant, string id) =>
        FoundationModels.Arn.Bedrock(tenant.Region, tenant.Account, $"{PromptRouter.ResourceType}/{id}").ToString();

    /// <summary>The tenant's own router with this ARN, or null.</summary>
    public Task<Stored<PromptRouter>?> FindOwn(Tenant tenant, string arn, CancellationToken cancellationToken) =>
        ModelReference.Resolve(arn, catalog, tenant) is ModelReference.PromptRouter { IsDefault: false, Id: var id }
        && ResourceId.IsValid(id)
            ? store.GetAsync(tenant, PromptRouter.Kind, id, cancellationToken)
            : Task.FromResult<Stored<PromptRouter>?>(null);

    /// <summary>The default router with this ARN, if the tenant's region has it.</summary>
    public DefaultRouter? FindDefault(Tenant tenant, string arn) =>
        Defaults(tenant).FirstOrDefault(router => router.Arn(tenant) == arn);

    /// <summary>The default routers of the tenant's region.</summary>
    public IEnumerable<DefaultRouter> Defaults(Tenant tenant) =>
        DefaultRouter.All.Where(router => router.In(tenant, catalog) is not null);

    /// <summary>The router with this ARN, whoever made it; null if there is none.</summary>
    public async Task<PromptRouter?> Find(Tenant tenant, string arn, CancellationToken cancellationToken) =>
        FindDefault(tenant, arn)?.In(tenant, catalog) ?? (await FindOwn(tenant, arn, cancellationToken))?.Document;

    /// <inheritdoc/>
    public async Task<bool> Exists(Tenant tenant, Arn arn, CancellationToken cancellationToken) =>
        await FindOwn(tenant, arn.ToString(), cancellationToken) is not null;
}
