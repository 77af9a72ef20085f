using System.ComponentModel.DataAnnotations;

namespace Ganban.Server.Hosting;

/// <summary>How much work goes on in the background at once: section <c>Ganban:Jobs</c>.</summary>
public sealed class JobSettings
{
    /// <summary>The most jobs that run at once.</summary>
    [Range(1, 1000, ErrorMessage = "Ganban:Jobs:JobsMax must be a number from 1 to 1000.")]
    public int JobsMax { get; set; } = 4;

    /// <summary>The most jobs of one account that run at once.</summary>
    [Range(1, 1000, ErrorMessage = "Ganban:Jobs:JobsPerAccountMax must be a number from 1 to 1000.")]
    public int JobsPerAccountMax { get; set; } = 2;

    /// <summary>The most jobs of a type that an account may have unfinished in a region.</summary>
    [Range(1, 1000, ErrorMessage = "Ganban:Jobs:UnfinishedMax must be a number from 1 to 1000.")]
    public int UnfinishedMax { get; set; } = 100;
}
