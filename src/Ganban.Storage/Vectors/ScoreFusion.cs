namespace Ganban.Storage.Vectors;

/// <summary>
/// Puts the results of different searches together by their scores, all searches weighing the same. What a score is
/// worth differs between searches, so each is told by how many standard deviations of its own ranking it is above that
/// ranking's mean; three are added, so that what a search found is better than what it did not find (distribution-based
/// score fusion; of fusions that are linear in scores: Bruch, Gai and Ingber, "An Analysis of Fusion Functions for
/// Hybrid Retrieval", ACM TOIS 2023). The sum is scaled so that what is first in all has 1.
/// </summary>
public static class ScoreFusion
{
    private const double Added = 3;

    // Below, scores differ by their rounding only.
    private const double DeviationMin = 1e-6;

    /// <summary>How many of each ranking to look at for so many results.</summary>
    public static int Depth(int count) => Math.Max(100, 2 * count);

    /// <summary>The items of all rankings with their scores, the best first.</summary>
    public static IEnumerable<(T Item, double Score)> Of<T>(
        params IReadOnlyCollection<IReadOnlyList<(T Item, double Score)>> rankings)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(rankings);
        var sums = new Dictionary<T, (double Sum, int Order)>();
        var best = 0.0;
        foreach (var ranking in rankings)
        {
            var values = Values(ranking);
            best += values.DefaultIfEmpty(Added).Max();
            foreach (var ((item, _), value) in ranking.Zip(values))
            {
                var (sum, order) = sums.GetValueOrDefault(item, (0, sums.Count));
                sums[item] = (sum + value, order);
            }
        }

        return sums
            .OrderByDescending(item => item.Value.Sum)
            .ThenBy(item => item.Value.Order)
            .Select(item => (item.Key, item.Value.Sum / best));
    }

    private static List<double> Values<T>(IReadOnlyList<(T Item, double Score)> ranking)
    {
        var mean = ranking.Select(item => item.Score).DefaultIfEmpty().Average();
        var variance = ranking.Select(item => (item.Score - mean) * (item.Score - mean)).DefaultIfEmpty().Average();
        var deviation = Math.Sqrt(variance);
        return [.. ranking.Select(item => deviation < DeviationMin
            ? Added
            : Math.Max(0, Added + ((item.Score - mean) / deviation)))];
    }
}
