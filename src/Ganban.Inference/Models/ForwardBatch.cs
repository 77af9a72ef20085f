using System.Runtime.InteropServices;

namespace Ganban.Inference.Models;

/// <summary>
/// What passes through a model together: some tokens of each of several sequences, prompts and single tokens mixed.
/// Fill it, give it to <see cref="LanguageModel.Forward(ForwardBatch)"/>, read the logits, clear it and use it again:
/// its memory stays. Belongs to one thread at a time.
/// </summary>
public sealed class ForwardBatch
{
    private readonly List<ForwardPart> _parts = [];
    private readonly List<EmbeddedSpan> _spans = [];
    private int[] _tokens = new int[64];
    private float[] _logits = [];
    private int _vocabulary;

    /// <summary>Tokens of all parts together.</summary>
    public int Tokens { get; private set; }

    /// <summary>Rows of logits of all parts together.</summary>
    public int LogitRows { get; private set; }

    /// <summary>The parts in the order in which they were added.</summary>
    public IReadOnlyList<ForwardPart> Parts => _parts;

    /// <summary>The tokens, part after part.</summary>
    internal ReadOnlySpan<int> AllTokens => _tokens.AsSpan(0, Tokens);

    /// <summary>The parts, without an enumerator on the heap.</summary>
    internal ReadOnlySpan<ForwardPart> AllParts => CollectionsMarshal.AsSpan(_parts);

    /// <summary>The embedded spans, counted in the batch's tokens, in order.</summary>
    internal ReadOnlySpan<EmbeddedSpan> AllSpans => CollectionsMarshal.AsSpan(_spans);

    /// <summary>Forgets all parts.</summary>
    public void Clear()
    {
        _parts.Clear();
        _spans.Clear();
        (Tokens, LogitRows) = (0, 0);
    }

    /// <summary>Adds a sequence's next tokens.</summary>
    /// <param name="sequence">The sequence; not in the batch yet.</param>
    /// <param name="tokens">Its next tokens, at least one.</param>
    /// <param name="logitRows">For how many of the last tokens logits are wanted, from 0 to all.</param>
    /// <param name="spans">
    /// Which of the tokens are given by embeddings, counted from the part's first token, in order. The ids that stand
    /// there mean nothing.
    /// </param>
    /// <returns>The part's index in <see cref="Parts"/>.</returns>
    public int Add(
        KvSequence sequence, ReadOnlySpan<int> tokens, int logitRows, params ReadOnlySpan<EmbeddedSpan> spans)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        ArgumentOutOfRangeException.ThrowIfZero(tokens.Length, nameof(tokens));
        ArgumentOutOfRangeException.ThrowIfNegative(logitRows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logitRows, tokens.Length);
        if (Tokens + tokens.Length > _tokens.Length)
        {
            Array.Resize(ref _tokens, Math.Max(Tokens + tokens.Length, 2 * _tokens.Length));
        }

        tokens.CopyTo(_tokens.AsSpan(Tokens));
        Add(spans, tokens.Length);
        _parts.Add(new ForwardPart(sequence, Tokens, tokens.Length, LogitRows, logitRows));
        Tokens += tokens.Length;
        LogitRows += logitRows;
        return _parts.Count - 1;
    }

    /// <summary>The logits of a part after the forward pass, `[logitRows × vocabulary]`; yours to change.</summary>
    /// <param name="part">The part's index.</param>
    public Span<float> Logits(int part) =>
        _logits.AsSpan(_parts[part].FirstLogitRow * _vocabulary, _parts[part].LogitRows * _vocabulary);

    /// <summary>
    /// Where a pass that begins at a token shall end: after so many tokens, or before a span that would be cut, or
    /// after one that begins there.
    /// </summary>
    internal int PassEnd(int start, int tokensMax)
    {
        var end = Math.Min(start + tokensMax, Tokens);
        foreach (var span in AllSpans)
        {
            if (span.Start < end && end < span.End)
            {
                return span.Start > start ? span.Start : span.End;
            }
        }

        return end;
    }

    /// <summary>The memory of all logits, `[LogitRows × vocabulary]`.</summary>
    internal Memory<float> AllLogits(int vocabulary)
    {
        _vocabulary = vocabulary;
        var length = checked(LogitRows * vocabulary);
        if (_logits.Length < length)
        {
            _logits = new float[length];
        }

        return _logits.AsMemory(0, length);
    }

    private void Add(ReadOnlySpan<EmbeddedSpan> spans, int tokens)
    {
        var free = 0;
        foreach (var span in spans)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(span.Tokens, 1, nameof(spans));
            ArgumentOutOfRangeException.ThrowIfLessThan(span.Start, free, nameof(spans));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(span.End, tokens, nameof(spans));
            free = span.End;
        }

        foreach (var span in spans)
        {
            _tokens.AsSpan(Tokens + span.Start, span.Tokens).Clear();
            _spans.Add(span with { Start = Tokens + span.Start });
        }
    }
}
