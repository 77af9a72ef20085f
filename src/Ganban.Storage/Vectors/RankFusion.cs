namespace Ganban.Storage.Vectors;

/// <summary>
/// Puts two rankings together: each gives what stands at rank r the value 1 / (60 + r), and the values are added
/// (Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet", SIGIR 2009). The sum is scaled so that
/// what is first in both has 1.
/// </summary>
public static class RankFusion
{
    private const double Constant = 60;

    /// <summary>How many of each ranking to look at for so many results.</summary>
    public static int Depth(int count) => Math.Max(100, 2 * count);

    /// <summary>The items of both rankings with their scores, the best first.</summary>
    public static IEnumerable<(T Item, double Score)> Of<T>(IEnumerable<T> first, IEnumerable<T> second)
        where T : notnull
    {
        var scores = new Dictionary<T, (double Score, int Order)>();
        foreach (var ranking in new[] { first, second })
        {
            var rank = 0;
            foreach (var item in ranking)
            {
                rank++;
                var (score, order) = scores.GetValueOrDefault(item, (0, scores.Count));
                scores[item] = (score + ((Constant + 1) / (2 * (Constant + rank))), order);
            }
        }

        return scores
            .OrderByDescending(item => item.Value.Score)
            .ThenBy(item => item.Value.Order)
            .Select(item => (item.Key, item.Value.Score));
    }
}
