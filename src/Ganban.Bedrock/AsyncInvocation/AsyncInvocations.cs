using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Jobs;
using Ganban.Bedrock.Tagging;
using Ganban.Storage;

namespace Ganban.Bedrock.AsyncInvocation;

/// <summary>The asynchronous invocations of all tenants.</summary>
internal sealed class AsyncInvocations(ResourceStore store) : ITaggableResources
{
    /// <inheritdoc/>
    public string ResourceType => AsyncInvocation.ResourceType;

    /// <summary>The invocation's ARN.</summary>
    public static string Arn(Tenant tenant, string id) => FoundationModels.Arn
        .Bedrock(tenant.Region, tenant.Account, $"{AsyncInvocation.ResourceType}/{id}").ToString();

    /// <summary>The invocation as the runner knows it.</summary>
    public static QueuedJob Queued(Tenant tenant, string id) =>
        new(AsyncInvocation.ResourceType, tenant.Account, tenant.Region, id, ExpiresAt: null);

    /// <summary>The tenant's invocation with this ARN, or null.</summary>
    public async Task<Stored<AsyncInvocation>?> Find(Tenant tenant, string text, CancellationToken cancellationToken) =>
        FoundationModels.Arn.Parse(text) is { } arn && arn.IsOf(tenant) && arn.NameOf(ResourceType) is { } id
            && ResourceId.IsValid(id)
            ? await store.GetAsync(tenant, AsyncInvocation.Kind, id, cancellationToken)
            : null;

    /// <inheritdoc/>
    public async Task<bool> Exists(Tenant tenant, Arn arn, CancellationToken cancellationToken) =>
        await Find(tenant, arn.ToString(), cancellationToken) is not null;
}
