using Ganban.Functions.Records;

namespace Ganban.Functions.Execution;

/// <summary>A version of a function as its processes run it.</summary>
/// <param name="Reference">The function, with the version or alias that was named.</param>
/// <param name="Version">The version: <c>$LATEST</c> or a number.</param>
/// <param name="Record">What it is.</param>
/// <param name="TaskFolder">The folder of its code.</param>
internal sealed record RunnableFunction(
    FunctionReference Reference, string Version, FunctionRecord Record, string TaskFolder)
{
    /// <summary>What its processes have in common: one of another key can't answer for it.</summary>
    public string Key => $"{Reference.Arn}:{Version}:{Record.RevisionId}";

    /// <summary>How long a call may take.</summary>
    public TimeSpan TimeMax => TimeSpan.FromSeconds(Record.TimeoutSeconds);
}
