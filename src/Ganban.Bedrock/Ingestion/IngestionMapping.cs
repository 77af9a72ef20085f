using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Ingestion;

/// <summary>Ingestion jobs in the API's form.</summary>
internal static class IngestionMapping
{
    public static IngestionJob ToJob(this Stored<IngestionJobRecord> stored) => new()
    {
        KnowledgeBaseId = stored.Document.KnowledgeBase,
        DataSourceId = stored.Document.DataSource,
        IngestionJobId = stored.Id,
        Description = stored.Document.Description,
        Status = stored.Document.Status,
        Statistics = ToStatistics(stored.Document.Statistics),
        FailureReasons = stored.Document.FailureReasons.Count > 0 ? stored.Document.FailureReasons : null,
        StartedAt = stored.CreatedAt,
        UpdatedAt = stored.UpdatedAt,
    };

    public static IngestionJobSummary ToSummary(this Stored<IngestionJobRecord> stored) => new()
    {
        KnowledgeBaseId = stored.Document.KnowledgeBase,
        DataSourceId = stored.Document.DataSource,
        IngestionJobId = stored.Id,
        Description = stored.Document.Description,
        Status = stored.Document.Status,
        Statistics = ToStatistics(stored.Document.Statistics),
        StartedAt = stored.CreatedAt,
        UpdatedAt = stored.UpdatedAt,
    };

    private static IngestionJobStatistics ToStatistics(IngestionCounts counts) => new()
    {
        NumberOfDocumentsScanned = counts.Scanned,
        NumberOfMetadataDocumentsScanned = counts.MetadataScanned,
        NumberOfNewDocumentsIndexed = counts.New,
        NumberOfModifiedDocumentsIndexed = counts.Modified,
        NumberOfMetadataDocumentsModified = counts.MetadataModified,
        NumberOfDocumentsDeleted = counts.Deleted,
        NumberOfDocumentsFailed = counts.Failed,
    };
}
