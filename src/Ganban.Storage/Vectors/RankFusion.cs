namespace Ganban.Storage.Vectors;

/// <summary>
/// Puts rankings together: each gives what stands at rank r the value 1 / (60 + r), and the values are added
/// (Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet", SIGIR 2009). The sum is scaled so
/// that what is first in all has 1.
/// </summary>
public static class RankFusion
{
    private const double Constant = 60;

    /// <summary>How many of each ranking to look at for so many results.</summary>
    public static int Depth(int count) => Math.Max(100, 2 * count);

    /// <summary>The items of all rankings with their scores, the best first.</summary>
    public static IEnumerable<(T Item, double Score)> Of<T>(params IReadOnlyCollection<IEnumerable<T>> rankings)
        where T : notnull => Of(Constant, rankings);

    /// <summary>
    /// The same with another constant in place of 60: with 0 what is first in one ranking is always near the top.
    /// </summary>
    public static IEnumerable<(T Item, double Score)> Of<T>(
        double constant, IReadOnlyCollection<IEnumerable<T>> rankings)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(rankings);
        var scores = new Dictionary<T, (double Score, int Order)>();
        foreach (var ranking in rankings)
        {
            var rank = 0;
            foreach (var item in ranking)
            {
                rank++;
                var (score, order) = scores.GetValueOrDefault(item, (0, scores.Count));
                scores[item] = (score + ((constant + 1) / (rankings.Count * (constant + rank))), order);
            }
        }

        return scores
            .OrderByDescending(item => item.Value.Score)
            .ThenBy(item => item.Value.Order)
            .Select(item => (item.Key, item.Value.Score));
    }
}
