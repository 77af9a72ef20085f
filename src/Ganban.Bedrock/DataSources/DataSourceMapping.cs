using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.DataSources;

/// <summary>Data sources in the API's form.</summary>
internal static class DataSourceMapping
{
    public static DataSource ToDataSource(this Stored<DataSourceRecord> stored) => new()
    {
        KnowledgeBaseId = stored.Parent!,
        DataSourceId = stored.Id,
        Name = stored.Name!,
        Status = DataSourceStatus.Available,
        Description = stored.Document.Description,
        DataSourceConfiguration = stored.Document.ReadConfiguration(),
        ServerSideEncryptionConfiguration = stored.Document.KmsKeyArn is { } key
            ? new ServerSideEncryptionConfiguration { KmsKeyArn = key }
            : null,
        VectorIngestionConfiguration = stored.Document.ReadIngestion(),
        DataDeletionPolicy = stored.Document.DeletionPolicy ?? DataDeletionPolicy.Delete,
        CreatedAt = stored.CreatedAt,
        UpdatedAt = stored.UpdatedAt,
    };

    public static DataSourceSummary ToSummary(this Stored<DataSourceRecord> stored) => new()
    {
        KnowledgeBaseId = stored.Parent!,
        DataSourceId = stored.Id,
        Name = stored.Name!,
        Status = DataSourceStatus.Available,
        Description = stored.Document.Description,
        UpdatedAt = stored.UpdatedAt,
    };
}
