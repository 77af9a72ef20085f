using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Ingestion;

/// <summary>Counts what a job does. Safe for concurrent use.</summary>
/// <param name="deleted">What a process before this one deleted for the job.</param>
internal sealed class IngestionTally(long deleted)
{
    private const int ReasonsMax = 100;
    private const int ReasonLengthMax = 2048;
    private readonly Lock _gate = new();
    private readonly List<string> _reasons = [];
    private IngestionCounts _counts = new() { Deleted = deleted };

    /// <summary>Counts a document that was found.</summary>
    public void Scan(SourceItem found) => Add(counts => counts with
    {
        Scanned = counts.Scanned + 1,
        MetadataScanned = counts.MetadataScanned + (found.MetadataETag is null ? 0 : 1),
    });

    /// <summary>Counts a document that was indexed.</summary>
    public void Index(string? change) => Add(counts => change switch
    {
        SourceDocumentRecord.New => counts with { New = counts.New + 1 },
        SourceDocumentRecord.Modified => counts with { Modified = counts.Modified + 1 },
        SourceDocumentRecord.MetadataModified => counts with { MetadataModified = counts.MetadataModified + 1 },
        _ => counts,
    });

    /// <summary>Counts a document that was removed.</summary>
    public void Delete() => Add(counts => counts with { Deleted = counts.Deleted + 1 });

    /// <summary>Takes over what was counted elsewhere.</summary>
    public void Take(IngestionCounts counts) => Add(_ => counts);

    /// <summary>Counts a document that could not be indexed.</summary>
    public void Fail(string name, string reason)
    {
        Add(counts => counts with { Failed = counts.Failed + 1 });
        Tell($"{name}: {reason}");
    }

    /// <summary>Adds a reason; of very many, the first are kept.</summary>
    public void Tell(string reason)
    {
        lock (_gate)
        {
            if (_reasons.Count < ReasonsMax)
            {
                _reasons.Add(reason.Length <= ReasonLengthMax ? reason : reason[..ReasonLengthMax]);
            }
        }
    }

    /// <summary>A job's record with what was counted.</summary>
    public IngestionJobRecord Into(IngestionJobRecord record)
    {
        lock (_gate)
        {
            var reasons = _reasons.Count == record.FailureReasons.Count ? record.FailureReasons : [.. _reasons];
            return record with { Statistics = _counts, FailureReasons = reasons };
        }
    }

    private void Add(Func<IngestionCounts, IngestionCounts> change)
    {
        lock (_gate)
        {
            _counts = change(_counts);
        }
    }
}
