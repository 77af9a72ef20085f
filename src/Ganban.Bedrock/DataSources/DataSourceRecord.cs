using Ganban.Contracts;
using System.Text.Json;
using Ganban.Bedrock.Prompts;
using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.DataSources;

/// <summary>A data source as it is stored; its parent is the knowledge base.</summary>
/// <param name="Description">What the user says about it, if anything.</param>
/// <param name="Configuration">The dataSourceConfiguration in the API's own form.</param>
/// <param name="DeletionPolicy">What becomes of the vectors when it is deleted: DELETE or RETAIN.</param>
/// <param name="KmsKeyArn">The key that was named; kept, not used.</param>
/// <param name="Ingestion">The vectorIngestionConfiguration in the API's own form, if there is one.</param>
/// <param name="LastJob">The ingestion job that was started last; null while there was none.</param>
public sealed record DataSourceRecord(
    string? Description,
    JsonElement Configuration,
    string? DeletionPolicy,
    string? KmsKeyArn,
    JsonElement? Ingestion,
    string? LastJob)
{
    /// <summary>Where they are stored.</summary>
    public static DocumentKind<DataSourceRecord> Kind { get; } =
        new("data-source", DataSourcesJson.Default.DataSourceRecord) { UniqueNames = true };

    /// <summary>The configuration as the API's type.</summary>
    public DataSourceConfiguration ReadConfiguration() => ShapeJson.Read<DataSourceConfiguration>(Configuration);

    /// <summary>How documents are taken apart, as the API's type.</summary>
    public VectorIngestionConfiguration? ReadIngestion() =>
        Ingestion is { } ingestion ? ShapeJson.Read<VectorIngestionConfiguration>(ingestion) : null;
}
