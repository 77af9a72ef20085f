namespace Ganban.Inference.Generation;

/// <summary>Limits of a text generator.</summary>
public sealed record TextGeneratorOptions
{
    /// <summary>Sequences that are computed at once, at least 1.</summary>
    public int MaxConcurrent { get; init; } = 32;

    /// <summary>
    /// Sequences that may wait for a place; one more is refused with <see cref="EngineBusyException"/>.
    /// </summary>
    public int MaxWaiting { get; init; } = 256;

    /// <summary>Of these, how many may be one caller's.</summary>
    public int MaxWaitingPerCaller { get; init; } = 128;

    /// <summary>
    /// Prompt tokens that may wait, of all sequences together. A sequence that comes when nobody waits may have more.
    /// </summary>
    public int MaxWaitingTokens { get; init; } = 1 << 20;

    /// <summary>
    /// Prompt tokens in a forward pass when no stream is waiting for its next token, at least 1. A request is cancelled
    /// between two passes. A picture's tokens pass together, also if they are more.
    /// </summary>
    public int PrefillChunk { get; init; } = 256;

    /// <summary>
    /// Prompt tokens in a forward pass that also brings streams their next tokens, at least 1: more makes a pause
    /// longer that other streams notice, less makes the prompt's wait longer.
    /// </summary>
    public int PrefillChunkBesideStreams { get; init; } = 64;

    /// <summary>
    /// Pieces that may lie unread before a sequence pauses for its reader, at least 1. Its place and its memory go to
    /// others if they want them; what it said is kept, and it goes on when its reader does.
    /// </summary>
    public int UnreadPieces { get; init; } = 64;

    /// <summary>
    /// Share of the memory for keys and values that prefixes of finished sequences may keep while nobody wants it, 0
    /// (none) to 1.
    /// </summary>
    public double PrefixCacheShare { get; init; } = 0.5;

    /// <summary>The clock of <see cref="GenerationUsage"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Refuses options outside their ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConcurrent, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxWaiting);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxWaitingPerCaller);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxWaitingTokens);
        ArgumentOutOfRangeException.ThrowIfLessThan(PrefillChunk, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(PrefillChunkBesideStreams, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(UnreadPieces, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(PrefixCacheShare is >= 0 and <= 1, true, nameof(PrefixCacheShare));
    }
}
