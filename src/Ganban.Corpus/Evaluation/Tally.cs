namespace Ganban.Corpus.Evaluation;

/// <summary>Counts for one measure. Safe for concurrent use.</summary>
internal sealed class Tally(string name)
{
    private const int FailuresMax = 200;

    private readonly Lock _lock = new();
    private readonly List<string> _failures = [];
    private double _sum;
    private int _count;
    private int _left;

    /// <summary>Adds a case.</summary>
    /// <param name="score">1 for right, 0 for wrong, or a figure between.</param>
    /// <param name="failure">How to show it when it is not right.</param>
    public void Add(double score, Func<string> failure)
    {
        lock (_lock)
        {
            _sum += score;
            _count++;
            if (score < 1 && _failures.Count < FailuresMax)
            {
                _failures.Add(failure());
            }
        }
    }

    /// <summary>Adds a case that the model has no room for.</summary>
    public void Leave() => Interlocked.Increment(ref _left);

    /// <summary>The result.</summary>
    public Measure ToMeasure()
    {
        lock (_lock)
        {
            return new Measure(name, _count == 0 ? 0 : _sum / _count, _count, _left, [.. _failures]);
        }
    }
}
