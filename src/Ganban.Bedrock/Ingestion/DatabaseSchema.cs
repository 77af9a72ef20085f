using Ganban.Storage;
using Ganban.Storage.Queries;

namespace Ganban.Bedrock.Ingestion;

/// <summary>
/// The tables of a knowledge base of type SQL as they were read last; its id is the knowledge base's, its parent is
/// knowledge base and data source.
/// </summary>
/// <param name="Job">The ingestion job that read them.</param>
/// <param name="Statistics">What that job found, a table being a document.</param>
/// <param name="Tables">The tables.</param>
public sealed record DatabaseSchema(string Job, IngestionCounts Statistics, IReadOnlyList<TableSchema> Tables)
{
    /// <summary>Where they are stored.</summary>
    public static DocumentKind<DatabaseSchema> Kind { get; } =
        new("knowledge-base-schema", IngestionJson.Default.DatabaseSchema);
}
