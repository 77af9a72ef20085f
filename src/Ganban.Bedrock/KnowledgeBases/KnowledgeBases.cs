using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Tagging;
using Ganban.Storage;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.KnowledgeBases;

/// <summary>The knowledge bases of all tenants.</summary>
internal sealed class KnowledgeBases(ResourceStore store) : ITaggableResources
{
    /// <inheritdoc/>
    public string ResourceType => KnowledgeBaseRecord.ResourceType;

    /// <summary>The ARN of a knowledge base.</summary>
    public static string Arn(Tenant tenant, string id) =>
        FoundationModels.Arn.Bedrock(tenant.Region, tenant.Account, $"{KnowledgeBaseRecord.ResourceType}/{id}").ToString();

    /// <summary>Where its vectors are.</summary>
    public static VectorIndex Index(Tenant tenant, string id, KnowledgeBaseRecord record) =>
        new(tenant, id) { Place = KnowledgeBasePlace.Of(record.ReadStorage()) };

    /// <summary>The tenant's knowledge base, or null.</summary>
    public Task<Stored<KnowledgeBaseRecord>?> Find(Tenant tenant, string id, CancellationToken cancellationToken) =>
        store.GetAsync(tenant, KnowledgeBaseRecord.Kind, id, cancellationToken);

    /// <summary>The tenant's knowledge base.</summary>
    /// <exception cref="Contracts.BedrockAgent.ResourceNotFoundException">There is none.</exception>
    public async Task<Stored<KnowledgeBaseRecord>> Get(
        Tenant tenant, string id, CancellationToken cancellationToken) =>
        await Find(tenant, id, cancellationToken) ?? throw KnowledgeBasesErrors.NotFound(id);

    /// <inheritdoc/>
    public async Task<bool> Exists(Tenant tenant, Arn arn, CancellationToken cancellationToken) =>
        arn.NameOf(ResourceType) is { Length: > 0 } id && await Find(tenant, id, cancellationToken) is not null;
}
