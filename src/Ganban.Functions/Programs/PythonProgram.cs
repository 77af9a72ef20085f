namespace Ganban.Functions.Programs;

/// <summary>A Python program and what it may take.</summary>
/// <param name="Source">The program.</param>
public sealed record PythonProgram(string Source)
{
    /// <summary>What it reads from its standard input.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>The files that lie in its working folder when it starts; their names differ.</summary>
    public IReadOnlyList<ProgramFile> Files { get; init; } = [];

    /// <summary>How long it may run before it is killed.</summary>
    public TimeSpan TimeMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most bytes of memory that each of its processes may use for data.</summary>
    public long MemoryBytesMax { get; init; } = 1L << 30;

    /// <summary>The most bytes of its standard output, and of its standard error, that come back.</summary>
    public int OutputBytesMax { get; init; } = 1 << 20;

    /// <summary>The most files that come back.</summary>
    public int FilesMax { get; init; } = 20;

    /// <summary>The most bytes of a file that it writes, and of all that come back.</summary>
    public long FileBytesMax { get; init; } = 32L << 20;
}
