using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.KnowledgeBases;

/// <summary>Knowledge bases in the API's form.</summary>
internal static class KnowledgeBaseMapping
{
    public static KnowledgeBase ToKnowledgeBase(this Stored<KnowledgeBaseRecord> stored, Tenant tenant) => new()
    {
        KnowledgeBaseId = stored.Id,
        Name = stored.Name!,
        KnowledgeBaseArn = KnowledgeBases.Arn(tenant, stored.Id),
        Description = stored.Document.Description,
        RoleArn = stored.Document.RoleArn,
        KnowledgeBaseConfiguration = stored.Document.ReadConfiguration(),
        StorageConfiguration = stored.Document.ReadStorage(),
        Status = KnowledgeBaseStatus.Active,
        CreatedAt = stored.CreatedAt,
        UpdatedAt = stored.UpdatedAt,
    };

    public static KnowledgeBaseSummary ToSummary(this Stored<KnowledgeBaseRecord> stored) => new()
    {
        KnowledgeBaseId = stored.Id,
        Name = stored.Name!,
        Description = stored.Document.Description,
        Status = KnowledgeBaseStatus.Active,
        UpdatedAt = stored.UpdatedAt,
    };
}
