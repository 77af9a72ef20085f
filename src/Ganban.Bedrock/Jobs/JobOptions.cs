namespace Ganban.Bedrock.Jobs;

/// <summary>How much work goes on in the background at once.</summary>
public sealed class JobOptions
{
    /// <summary>The folder for what jobs have under way.</summary>
    public string Folder { get; set; } = "";

    /// <summary>The most jobs that run at once.</summary>
    public int JobsMax { get; set; } = 4;

    /// <summary>The most jobs of one account that run at once.</summary>
    public int JobsPerAccountMax { get; set; } = 2;

    /// <summary>The most jobs of a type that an account may have unfinished in a region.</summary>
    public int UnfinishedMax { get; set; } = 100;
}
