namespace Ganban.Functions.Processes;

/// <summary>What to run in a process of its own, and what it may take.</summary>
/// <param name="Arguments">The program's path and its arguments.</param>
/// <param name="Environment">All that its environment holds: nothing of this process's is added.</param>
/// <param name="Folder">Its working folder.</param>
internal sealed record ChildCommand(
    IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, string Folder)
{
    /// <summary>The file that its standard input is read from.</summary>
    public string Input { get; init; } = "/dev/null";

    /// <summary>The file that its standard output is appended to.</summary>
    public required string Output { get; init; }

    /// <summary>The file that its standard error is appended to; may be that of the output.</summary>
    public required string Error { get; init; }

    /// <summary>The most bytes of memory that each of its processes may use for data.</summary>
    public required long DataBytesMax { get; init; }

    /// <summary>The most bytes of each file that it writes, its output included.</summary>
    public required long FileBytesMax { get; init; }

    /// <summary>Whether it sees no network.</summary>
    public bool WithoutNetwork { get; init; }
}
