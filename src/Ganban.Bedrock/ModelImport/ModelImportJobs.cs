using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Jobs;
using Ganban.Bedrock.Tagging;
using Ganban.Contracts.Bedrock;
using Ganban.Storage;

namespace Ganban.Bedrock.ModelImport;

/// <summary>The model import jobs of all tenants.</summary>
internal sealed class ModelImportJobs(ResourceStore store) : ITaggableResources
{
    /// <inheritdoc/>
    public string ResourceType => ModelImportJob.ResourceType;

    /// <summary>The job's ARN.</summary>
    public static string Arn(Tenant tenant, string id) => FoundationModels.Arn
        .Bedrock(tenant.Region, tenant.Account, $"{ModelImportJob.ResourceType}/{id}").ToString();

    /// <summary>The job as the runner knows it.</summary>
    public static QueuedJob Queued(Tenant tenant, string id) =>
        new(ModelImportJob.ResourceType, tenant.Account, tenant.Region, id, ExpiresAt: null);

    /// <summary>The tenant's job with this name or ARN.</summary>
    /// <exception cref="ResourceNotFoundException">There is none.</exception>
    public async Task<Stored<ModelImportJob>> Get(
        Tenant tenant, string identifier, CancellationToken cancellationToken) =>
        await Find(tenant, identifier, cancellationToken) ?? throw ModelImportErrors.NoJob(identifier);

    /// <inheritdoc/>
    public async Task<bool> Exists(Tenant tenant, Arn arn, CancellationToken cancellationToken) =>
        await Find(tenant, arn.ToString(), cancellationToken) is not null;

    /// <summary>The tenant's job with this name or ARN, or null.</summary>
    public Task<Stored<ModelImportJob>?> Find(
        Tenant tenant, string identifier, CancellationToken cancellationToken) =>
        NamedSearch.Find(store, tenant, ModelImportJob.Kind, ResourceType, identifier, cancellationToken);
}
