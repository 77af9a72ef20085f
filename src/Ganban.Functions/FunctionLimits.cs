namespace Ganban.Functions;

/// <summary>Lambda's quotas that hold here too.</summary>
public static class FunctionLimits
{
    /// <summary>The most bytes of an event that a caller waits for.</summary>
    public const int EventBytesMax = 6 << 20;

    /// <summary>The most bytes of an event that nobody waits for.</summary>
    public const int QueuedEventBytesMax = 1 << 20;

    /// <summary>The most bytes of an answer: 6 MiB and what wraps them.</summary>
    public const int AnswerBytesMax = 6_291_556;

    /// <summary>The most bytes of a package, unzipped.</summary>
    public const long CodeBytesMax = 262_144_000;

    /// <summary>The most bytes of a package, zipped.</summary>
    public const int ZipBytesMax = 262_144_000;

    /// <summary>The most files and folders in a package.</summary>
    public const int CodeEntriesMax = 20_000;

    /// <summary>The most seconds that a function may take.</summary>
    public const int TimeoutSecondsMax = 900;

    /// <summary>The least memory of a function in MiB.</summary>
    public const int MemoryMegabytesMin = 128;

    /// <summary>The most memory of a function in MiB.</summary>
    public const int MemoryMegabytesMax = 10_240;

    /// <summary>The most bytes of a function's environment variables, names and values together.</summary>
    public const int VariableBytesMax = 4096;

    /// <summary>The most functions of an account in a region.</summary>
    public const int FunctionsMax = 1000;
}
