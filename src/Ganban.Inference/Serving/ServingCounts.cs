namespace Ganban.Inference.Serving;

/// <summary>
/// What a scheduler has done and is doing. Its thread writes; others may read numbers that are a step old.
/// </summary>
internal sealed class ServingCounts
{
    private long _refused;

    /// <summary>Streams that got a place for the first time.</summary>
    public long Started { get; set; }

    /// <summary>Requests that a full queue refused.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Streams that ended because a computation failed.</summary>
    public long Failed { get; set; }

    /// <summary>Forward passes.</summary>
    public long Steps { get; set; }

    /// <summary>Tokens passed through the model before an answer, or again after preemption.</summary>
    public long PromptTokens { get; set; }

    /// <summary>Tokens of the running streams' prompts that have not passed through the model yet.</summary>
    public long PendingTokens { get; set; }

    /// <summary>Tokens of answers passed through the model.</summary>
    public long AnswerTokens { get; set; }

    /// <summary>Tokens of prompts found in the prefix cache.</summary>
    public long CacheReadTokens { get; set; }

    /// <summary>Blocks of prefixes given up.</summary>
    public long Evictions { get; set; }

    /// <summary>Times that a stream gave up its memory.</summary>
    public long Preemptions { get; set; }

    /// <summary>Streams that have a place.</summary>
    public int Running { get; set; }

    /// <summary>Requests that wait for a place.</summary>
    public int Waiting { get; set; }

    /// <summary>Streams that gave up their memory and go on later.</summary>
    public int Preempted { get; set; }

    /// <summary>Blocks that prefixes hold.</summary>
    public int PrefixBlocks { get; set; }

    /// <summary>Counts a request that is refused, on any thread.</summary>
    public void Refuse() => Interlocked.Increment(ref _refused);
}
