namespace Ganban.Storage.Vectors;

/// <summary>
/// Puts rankings together that answer different questions: each gives what stands at rank r the value 1 / r, and the
/// values are added (Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet", SIGIR 2009, with 0
/// as its constant): what one of them finds first is not outvoted by what all find later. The sum is scaled so that
/// what is first in all has 1.
/// </summary>
public static class RankFusion
{
    /// <summary>The items of all rankings with their scores, the best first.</summary>
    public static IEnumerable<(T Item, double Score)> Of<T>(IReadOnlyCollection<IEnumerable<T>> rankings)
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
                scores[item] = (score + (1.0 / (rankings.Count * rank)), order);
            }
        }

        return scores
            .OrderByDescending(item => item.Value.Score)
            .ThenBy(item => item.Value.Order)
            .Select(item => (item.Key, item.Value.Score));
    }
}
