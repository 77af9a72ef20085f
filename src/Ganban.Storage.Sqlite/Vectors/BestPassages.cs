namespace Ganban.Storage.Sqlite.Vectors;

/// <summary>The best of the passages that it is given; a passage has the score of its nearest vector.</summary>
internal sealed class BestPassages(int max)
{
    private readonly Dictionary<long, float> _scores = [];
    private readonly PriorityQueue<long, (float Score, long Age)> _worst = new();

    private float _scoreMin = float.NegativeInfinity;

    public int Count => _scores.Count;

    /// <summary>Whether a passage with a score would be one of the best.</summary>
    public bool Wants(long passage, float score)
    {
        if (score < _scoreMin)
        {
            return false;
        }

        DropOutdated();
        return _scores.Count < max
            || (_worst.TryPeek(out _, out var worst) && (score, -passage).CompareTo(worst) > 0);
    }

    public void Add(long passage, float score)
    {
        if (!Wants(passage, score) || (_scores.TryGetValue(passage, out var before) && before >= score))
        {
            return;
        }

        _scores[passage] = score;
        _worst.Enqueue(passage, (score, -passage));
        if (_scores.Count > max)
        {
            DropOutdated();
            _scores.Remove(_worst.Dequeue());
        }

        DropOutdated();
        _scoreMin = _scores.Count == max && _worst.TryPeek(out _, out var worst) ? worst.Score : _scoreMin;
    }

    /// <summary>The passages, the best first; of equals the older one.</summary>
    public IReadOnlyList<(long Passage, float Score)> Best() =>
    [
        .. _scores.Select(item => (item.Key, item.Value))
            .OrderByDescending(item => item.Value)
            .ThenBy(item => item.Key),
    ];

    // A passage whose score became better still stands in the queue with the one before.
    private void DropOutdated()
    {
        while (_worst.TryPeek(out var passage, out var rank)
            && (!_scores.TryGetValue(passage, out var score) || !score.Equals(rank.Score)))
        {
            _worst.Dequeue();
        }
    }
}
