using System.ComponentModel.DataAnnotations;

namespace Ganban.Server.Hosting;

/// <summary>What the log of invocations may take: section <c>Ganban:InvocationLog</c>.</summary>
public sealed class InvocationLogSettings
{
    /// <summary>The size at which the next file begins.</summary>
    [Range(1024, long.MaxValue, ErrorMessage = "Ganban:InvocationLog:FileBytesMax must be at least 1024.")]
    public long FileBytesMax { get; set; } = 64L << 20;

    /// <summary>The most files of one log group.</summary>
    [Range(1, 9999, ErrorMessage = "Ganban:InvocationLog:FilesMax must be a number from 1 to 9999.")]
    public int FilesMax { get; set; } = 32;

    /// <summary>The most bytes of bodies that wait to be written.</summary>
    [Range(0, long.MaxValue, ErrorMessage = "Ganban:InvocationLog:WaitingBytesMax must not be negative.")]
    public long WaitingBytesMax { get; set; } = 64L << 20;

    /// <summary>How long records wait for others before they are written to S3 as one object.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ErrorMessage = "Ganban:InvocationLog:S3Interval must be from 00:00:00.1 to 01:00:00.")]
    public TimeSpan S3Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The bytes of records, before they are packed, with which an object in S3 is full.</summary>
    [Range(1024, 1 << 30, ErrorMessage = "Ganban:InvocationLog:S3ObjectBytesMax must be a number from 1024 to 1073741824.")]
    public int S3ObjectBytesMax { get; set; } = 4 << 20;
}
