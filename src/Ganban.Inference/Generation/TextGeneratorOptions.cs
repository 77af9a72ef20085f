namespace Ganban.Inference.Generation;

/// <summary>Limits of a text generator.</summary>
public sealed record TextGeneratorOptions
{
    /// <summary>Sequences that are computed at once, at least 1.</summary>
    public int MaxConcurrent { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Sequences that may wait for a place; one more is refused with <see cref="EngineBusyException"/>.
    /// </summary>
    public int MaxWaiting { get; init; } = 256;

    /// <summary>Prompt tokens computed between two looks at the cancellation token, 1 to 512.</summary>
    public int PrefillChunk { get; init; } = 64;

    /// <summary>The clock of <see cref="GenerationUsage"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
