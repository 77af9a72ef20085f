using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Ingestion;

/// <summary>What is known of documents in the API's form.</summary>
internal static class DocumentDetails
{
    public static KnowledgeBaseDocumentDetail Of(
        string knowledgeBase, string dataSource, SourceDocumentRecord record, DateTimeOffset? updatedAt) => new()
    {
        KnowledgeBaseId = knowledgeBase,
        DataSourceId = dataSource,
        Status = record.Status,
        Identifier = record.ToIdentifier(),
        StatusReason = record.Reason,
        UpdatedAt = updatedAt,
    };

    public static KnowledgeBaseDocumentDetail Of(
        string knowledgeBase, string dataSource, Stored<SourceDocumentRecord> stored) =>
        Of(knowledgeBase, dataSource, stored.Document, stored.UpdatedAt);

    /// <summary>A document that is not there.</summary>
    public static KnowledgeBaseDocumentDetail Absent(
        string knowledgeBase, string dataSource, string name, bool isCustom) => Of(
        knowledgeBase,
        dataSource,
        new SourceDocumentRecord(name, isCustom, DocumentStatus.NotFound, null, null, null, null, null),
        updatedAt: null);
}
