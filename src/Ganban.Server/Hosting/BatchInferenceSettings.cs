using System.ComponentModel.DataAnnotations;

namespace Ganban.Server.Hosting;

/// <summary>
/// What a batch inference job may hold and how it is run: section <c>Ganban:BatchInference</c>. The limits of files
/// and records are Amazon Bedrock's usual quotas, except that small jobs are allowed.
/// </summary>
public sealed class BatchInferenceSettings
{
    /// <summary>The fewest records of a job.</summary>
    [Range(1, long.MaxValue, ErrorMessage = "Ganban:BatchInference:RecordsMin must be at least 1.")]
    public long RecordsMin { get; set; } = 1;

    /// <summary>The most records of a job.</summary>
    [Range(1, long.MaxValue, ErrorMessage = "Ganban:BatchInference:RecordsMax must be at least 1.")]
    public long RecordsMax { get; set; } = 50_000;

    /// <summary>The most bytes of a file.</summary>
    [Range(1, long.MaxValue, ErrorMessage = "Ganban:BatchInference:FileBytesMax must be at least 1.")]
    public long FileBytesMax { get; set; } = 1L << 30;

    /// <summary>The most bytes of all files of a job.</summary>
    [Range(1, long.MaxValue, ErrorMessage = "Ganban:BatchInference:JobBytesMax must be at least 1.")]
    public long JobBytesMax { get; set; } = 5L << 30;

    /// <summary>The most bytes of a record.</summary>
    [Range(1, 1 << 30, ErrorMessage = "Ganban:BatchInference:RecordBytesMax must be a number from 1 to 1073741824.")]
    public int RecordBytesMax { get; set; } = 25 << 20;

    /// <summary>Records of a job that are with the engine at once.</summary>
    [Range(1, 1024, ErrorMessage = "Ganban:BatchInference:Concurrency must be a number from 1 to 1024.")]
    public int Concurrency { get; set; } = 16;
}
