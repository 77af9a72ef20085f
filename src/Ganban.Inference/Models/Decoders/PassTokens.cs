namespace Ganban.Inference.Models.Decoders;

/// <summary>
/// The tokens of a pass: which, of which sequences, at which positions, and for which of them logits are wanted.
/// </summary>
internal sealed class PassTokens(int capacity)
{
    private readonly int[] _tokens = new int[capacity];
    private readonly int[] _positions = new int[capacity];
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

    public KvSequence SequenceOf(int row) => _sequences[row]!;

    /// <summary>Takes some consecutive tokens of a batch.</summary>
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
}
