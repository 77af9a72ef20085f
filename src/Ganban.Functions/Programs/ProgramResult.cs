namespace Ganban.Functions.Programs;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code; 0 is success, 128 and more mean a signal.</param>
/// <param name="Output">What it printed; invalid UTF-8 is replaced.</param>
/// <param name="Error">What it printed to standard error.</param>
/// <param name="Files">The files of its working folder that it made or changed, by name.</param>
public sealed record ProgramResult(int ExitCode, string Output, string Error, IReadOnlyList<ProgramFile> Files)
{
    /// <summary>Whether it was killed because its time was over.</summary>
    public bool IsTimedOut { get; init; }

    /// <summary>Whether there was more of its output, its errors or its files than comes back.</summary>
    public bool IsCut { get; init; }

    /// <summary>Whether it ended by itself and well.</summary>
    public bool IsSuccess => ExitCode == 0 && !IsTimedOut;
}
