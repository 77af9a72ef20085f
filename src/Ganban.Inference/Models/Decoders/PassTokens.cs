namespace Ganban.Inference.Models.Decoders;

/// <summary>
/// The tokens of a pass: which, of which sequences, at which positions, and for which of them logits are wanted.
/// </summary>
internal sealed class PassTokens(int capacity)
{
    private readonly int[] _tokens = new int[capacity];
    private readonly int[] _positions = new int[capacity];
    private readonly int[] _seenEnds = new int[capacity];
    private readonly ReadOnlyMemory<float>[] _embeddings = new ReadOnlyMemory<float>[capacity];
    private readonly KvSequence?[] _sequences = new KvSequence?[capacity];
    private readonly int[] _wanted = new int[capacity];
    private readonly Segment[] _segments = new Segment[capacity];
    private int _segmentCount;

    /// <summary>How many tokens take part; in the end, how many are wanted.</summary>
    public int Count { get; private set; }

    /// <summary>For how many tokens logits are wanted.</summary>
    public int Wanted { get; private set; }

    /// <summary>The first wanted token's row in the batch's logits; the others follow.</summary>
    public int FirstLogitRow { get; private set; }

    /// <summary>The tokens by sequence.</summary>
    public ReadOnlySpan<Segment> Segments => _segments.AsSpan(0, _segmentCount);

    public int TokenOf(int row) => _tokens[row];

    public int PositionOf(int row) => _positions[row];

    /// <summary>The position after the last one that a token sees.</summary>
    public int SeenEndOf(int row) => _seenEnds[row];

    /// <summary>What stands for a token's embedding, `[width]`; empty for the embedding of <see cref="TokenOf"/>.
    /// </summary>
    public ReadOnlySpan<float> EmbeddingOf(int row) => _embeddings[row].Span;

    public KvSequence SequenceOf(int row) => _sequences[row]!;

    /// <summary>Takes some consecutive tokens of a batch, and no part of an embedded span.</summary>
    public void Place(ForwardBatch batch, int start, int count)
    {
        (Count, Wanted, _segmentCount, FirstLogitRow) = (count, 0, 0, 0);
        batch.AllTokens.Slice(start, count).CopyTo(_tokens);
        foreach (var part in batch.AllParts)
        {
            var first = Math.Max(part.Start, start);
            var end = Math.Min(part.Start + part.Tokens, start + count);
            if (first < end)
            {
                Place(part, first, end, start);
            }
        }

        foreach (var span in batch.AllSpans)
        {
            if (span.Start >= start && span.End <= start + count)
            {
                Place(span, span.Start - start);
            }
        }
    }

    /// <summary>Moves the rows of the wanted tokens to the front of a matrix.</summary>
    public void Gather(float[] matrix, int width)
    {
        for (var row = 0; row < Wanted; row++)
        {
            matrix.AsSpan(_wanted[row] * width, width).CopyTo(matrix.AsSpan(row * width, width));
        }
    }

    /// <summary>From now on only the wanted tokens take part.</summary>
    public void KeepWanted() => Count = Wanted;

    /// <summary>Lets the sequences go.</summary>
    public void Forget()
    {
        Array.Clear(_sequences);
        Array.Clear(_segments);
        Array.Clear(_embeddings);
    }

    /// <summary>A part's tokens from first to end, as the batch counts them.</summary>
    private void Place(ForwardPart part, int first, int end, int start)
    {
        var position = part.Sequence.Count + first - part.Start;
        _segments[_segmentCount++] = new Segment(part.Sequence, first - start, end - first, position);
        for (var row = first - start; row < end - start; row++)
        {
            _sequences[row] = part.Sequence;
            _positions[row] = position++;
            _seenEnds[row] = position;
            _embeddings[row] = default;
        }

        var wanted = part.Start + part.Tokens - part.LogitRows;
        for (var token = Math.Max(first, wanted); token < end; token++)
        {
            if (Wanted == 0)
            {
                FirstLogitRow = part.FirstLogitRow + token - wanted;
            }

            _wanted[Wanted++] = token - start;
        }
    }

    private void Place(EmbeddedSpan span, int row)
    {
        var end = _positions[row] + span.Tokens;
        for (var token = 0; token < span.Tokens; token++)
        {
            _seenEnds[row + token] = end;
            _embeddings[row + token] = span.Row(token);
        }
    }
}
