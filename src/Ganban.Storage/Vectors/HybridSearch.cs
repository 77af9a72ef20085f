namespace Ganban.Storage.Vectors;

/// <summary>Searches a store that ranks passages by their vectors and by their words, each for itself.</summary>
public static class HybridSearch
{
    /// <summary>The best passages for a query, the best first.</summary>
    /// <param name="query">The query: a vector, words or both.</param>
    /// <param name="nearest">So many passages as given that are nearest to a vector, the best first.</param>
    /// <param name="byWords">So many passages as given that have a text's words, the best first.</param>
    public static async Task<IReadOnlyList<VectorMatch>> Run(
        VectorQuery query,
        Func<ReadOnlyMemory<float>, int, Task<IReadOnlyList<FoundPassage>>> nearest,
        Func<string, int, Task<IReadOnlyList<FoundPassage>>> byWords)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(nearest);
        ArgumentNullException.ThrowIfNull(byWords);
        var isHybrid = query.Vector is not null && query.Text is not null;
        var depth = isHybrid ? ScoreFusion.Depth(query.Count) : query.Count;
        var near = query.Vector is { } vector ? await nearest(vector, depth) : [];
        var worded = query.Text is { } text ? await byWords(text, depth) : [];
        if (!isHybrid)
        {
            return [.. near.Concat(worded).Select(passage => Match(passage, passage.Score))];
        }

        var passages = near.Concat(worded).DistinctBy(Name).ToDictionary(Name);
        return
        [
            .. ScoreFusion.Of(Named(near), Named(worded))
                .Take(query.Count)
                .Select(item => Match(passages[item.Item], item.Score)),
        ];
    }

    private static (string Document, int Number) Name(FoundPassage passage) => (passage.Document, passage.Number);

    private static List<((string Document, int Number) Name, double Score)> Named(
        IReadOnlyList<FoundPassage> passages) =>
        [.. passages.Select(passage => (Name(passage), Math.Clamp(passage.Score, 0, 1)))];

    private static VectorMatch Match(FoundPassage passage, double score) =>
        new(passage.Document, passage.Text, passage.Metadata, Math.Clamp(score, 0, 1));
}
