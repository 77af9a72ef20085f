namespace Ganban.Training.Data;

/// <summary>A list of examples again and again, each time in another order.</summary>
public sealed class ShuffledExamples : IExampleSource
{
    private readonly IReadOnlyList<TrainingExample> _examples;
    private readonly int _seed;
    private readonly long _rounds;
    private int[] _order = [];
    private long _round = -1;

    /// <summary>Keeps the list.</summary>
    /// <param name="examples">Not empty.</param>
    /// <param name="seed">Fixes the orders.</param>
    /// <param name="rounds">How often the list is gone through.</param>
    /// <exception cref="TrainingException">The list is empty.</exception>
    public ShuffledExamples(IReadOnlyList<TrainingExample> examples, int seed, long rounds = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(examples);
        if (examples.Count == 0)
        {
            throw new TrainingException("The data set has no examples. Give one with at least one example.");
        }

        (_examples, _seed, _rounds) = (examples, seed, rounds);
    }

    /// <inheritdoc/>
    public TrainingExample? Find(long index, int lengthMax)
    {
        var (round, place) = Math.DivRem(index, _examples.Count);
        if (round >= _rounds)
        {
            return null;
        }

        if (round != _round)
        {
            _order = [.. Enumerable.Range(0, _examples.Count)];
            new Random(HashCode(round)).Shuffle(_order);
            _round = round;
        }

        return _examples[_order[place]];
    }

    // The framework's own hashes differ from process to process.
    private int HashCode(long round) => unchecked((_seed * 0x9E3779B1L) + (round * 0x85EBCA77L)).GetHashCode();
}
