using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Ingestion;

/// <summary>An ingestion job as it is stored; its parent is knowledge base and data source.</summary>
/// <param name="KnowledgeBase">The knowledge base.</param>
/// <param name="DataSource">The data source.</param>
/// <param name="CallerArn">Who started it.</param>
/// <param name="Description">What the user says about it, if anything.</param>
/// <param name="ClientToken">The token that it was started with; the same one means the same job.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Statistics">What it has done up to now.</param>
/// <param name="FailureReasons">What went wrong, with the names of files.</param>
public sealed record IngestionJobRecord(
    string KnowledgeBase,
    string DataSource,
    string CallerArn,
    string? Description,
    string? ClientToken,
    string Status,
    IngestionCounts Statistics,
    IReadOnlyList<string> FailureReasons)
{
    /// <summary>The name of jobs in the runner and the store.</summary>
    public const string JobType = "ingestion-job";

    /// <summary>Where they are stored.</summary>
    public static DocumentKind<IngestionJobRecord> Kind { get; } =
        new(JobType, IngestionJson.Default.IngestionJobRecord);

    /// <summary>Whether a job of this status does nothing any more.</summary>
    public static bool IsOver(string status) => status is
        IngestionJobStatus.Complete or IngestionJobStatus.Failed or IngestionJobStatus.Stopped;
}

/// <summary>What an ingestion job has done; the members are those of the API's statistics.</summary>
public sealed record IngestionCounts
{
    /// <summary>Documents that were found.</summary>
    public long Scanned { get; init; }

    /// <summary>Metadata files that were found.</summary>
    public long MetadataScanned { get; init; }

    /// <summary>Documents that were not indexed before.</summary>
    public long New { get; init; }

    /// <summary>Documents that were indexed with other content.</summary>
    public long Modified { get; init; }

    /// <summary>Documents that were indexed with other metadata.</summary>
    public long MetadataModified { get; init; }

    /// <summary>Documents that were removed from the index.</summary>
    public long Deleted { get; init; }

    /// <summary>Documents that could not be indexed.</summary>
    public long Failed { get; init; }
}
