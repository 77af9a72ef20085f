using Ganban.Training.Data;

namespace Ganban.Training.Tests;

/// <summary>Examples from a list, again and again or once.</summary>
internal sealed class ListedExamples(IReadOnlyList<TrainingExample> examples, bool again = true) : IExampleSource
{
    public TrainingExample? Find(long index, int lengthMax) =>
        again || index < examples.Count ? examples[(int)(index % examples.Count)] : null;

    /// <summary>Examples in which each token is the one before plus a step that the first two tokens show.</summary>
    public static ListedExamples Counting(int vocabulary, int count, int seed)
    {
        var random = new Random(seed);
        return new ListedExamples([.. Enumerable.Range(0, count).Select(_ =>
        {
            var (first, step, length) = (random.Next(vocabulary), random.Next(1, 4), random.Next(5, 30));
            int[] tokens = [.. Enumerable.Range(0, length).Select(place => (first + (place * step)) % vocabulary)];
            return new TrainingExample(tokens, [.. tokens.Select((_, place) => place < 2 ? 0f : 1f)]);
        })]);
    }
}
