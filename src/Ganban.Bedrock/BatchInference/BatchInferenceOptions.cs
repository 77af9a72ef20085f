namespace Ganban.Bedrock.BatchInference;

/// <summary>What a batch inference job may hold, and how it is run.</summary>
public sealed class BatchInferenceOptions
{
    /// <summary>The fewest records of a job. Amazon Bedrock wants 100 for most models.</summary>
    public long RecordsMin { get; set; } = 1;

    /// <summary>The most records of a job, and of each of its files.</summary>
    public long RecordsMax { get; set; } = 50_000;

    /// <summary>The most bytes of a file.</summary>
    public long FileBytesMax { get; set; } = 1L << 30;

    /// <summary>The most bytes of all files of a job.</summary>
    public long JobBytesMax { get; set; } = 5L << 30;

    /// <summary>The most bytes of a record: of a line of a file.</summary>
    public int RecordBytesMax { get; set; } = 25 << 20;

    /// <summary>Records of a job that are with the engine at once.</summary>
    public int Concurrency { get; set; } = 16;
}
