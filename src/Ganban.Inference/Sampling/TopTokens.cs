namespace Ganban.Inference.Sampling;

/// <summary>
/// Finds the most likely tokens of a vocabulary by a heap of <paramref name="count"/>, skipping a vector at a time what
/// is less likely than the heap's last. Keeps its memory between calls.
/// </summary>
internal sealed class TopTokens(int count)
{
    private Candidate[] _heap = [];
    private int _size;

    /// <summary>
    /// The most likely tokens that have a finite logit, in order; valid until the next call.
    /// </summary>
    public ReadOnlySpan<Candidate> Select(ReadOnlySpan<float> logits)
    {
        var capacity = Math.Min(count, logits.Length);
        if (_heap.Length < capacity)
        {
            _heap = new Candidate[capacity];
        }

        _size = 0;
        var bound = float.NegativeInfinity;
        for (var at = 0; (at = LogitVectors.IndexOfGreater(logits, at, bound)) >= 0; at++)
        {
            var candidate = new Candidate(logits[at], at);
            if (_size < capacity)
            {
                Add(candidate);
            }
            else
            {
                ReplaceLast(candidate);
            }

            bound = _size == capacity ? _heap[0].Logit : bound;
        }

        var selected = _heap.AsSpan(0, _size);
        selected.Sort();
        return selected;
    }

    private void Add(Candidate candidate)
    {
        var at = _size++;
        while (at > 0 && candidate.CompareTo(_heap[(at - 1) / 2]) > 0)
        {
            _heap[at] = _heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _heap[at] = candidate;
    }

    /// <summary>Puts the candidate in place of the least likely one, which stands at the root.</summary>
    private void ReplaceLast(Candidate candidate)
    {
        var at = 0;
        while (true)
        {
            var child = (2 * at) + 1;
            if (child >= _size)
            {
                break;
            }

            child += child + 1 < _size && _heap[child + 1].CompareTo(_heap[child]) > 0 ? 1 : 0;
            if (candidate.CompareTo(_heap[child]) >= 0)
            {
                break;
            }

            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = candidate;
    }
}
