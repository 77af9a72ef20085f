namespace Ganban.Bench.Retrieval;

/// <summary>How far in front the right paragraphs came.</summary>
internal sealed class Recall
{
    private readonly List<int> _ranks = [];

    /// <summary>Adds a question; a tie counts for the right paragraph.</summary>
    /// <param name="scores">The score of every paragraph.</param>
    /// <param name="right">The place of the right one.</param>
    public void Add(ReadOnlySpan<float> scores, int right)
    {
        var better = 0;
        foreach (var score in scores)
        {
            better += score > scores[right] ? 1 : 0;
        }

        _ranks.Add(better);
    }

    /// <summary>Cells of a table: R@1, R@5, R@10, mean reciprocal rank.</summary>
    public override string ToString() =>
        $"{At(1):F3} | {At(5):F3} | {At(10):F3} | {_ranks.Average(rank => 1.0 / (rank + 1)):F3}";

    private double At(int first) => _ranks.Average(rank => rank < first ? 1.0 : 0);
}
