using Ganban.Inference.Sampling;

namespace Ganban.Corpus.Drawing;

/// <summary>
/// Seeded choices. The same seed gives the same choices on every machine. Not
/// for concurrent use.
/// </summary>
internal sealed class Draw(ulong seed)
{
    private SplitMix64 _random = new(seed);

    /// <summary>A seed for one of many independent rows of choices.</summary>
    public static ulong SeedOf(ulong seed, params ReadOnlySpan<long> place)
    {
        var mixed = SplitMix64.Mix(seed + SplitMix64.Step);
        foreach (var number in place)
        {
            mixed = SplitMix64.Mix(mixed ^ SplitMix64.Mix((ulong)number + SplitMix64.Step));
        }

        return mixed;
    }

    /// <summary>A number from 0 to one less than <paramref name="count"/>.</summary>
    public int Below(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return (int)Math.BigMul(_random.Next(), (ulong)count, out _);
    }

    /// <summary>A number from <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    /// <summary>True with a probability.</summary>
    public bool Chance(double probability) => _random.NextDouble() < probability;

    /// <summary>One of some.</summary>
    public T Pick<T>(params ReadOnlySpan<T> items) => items[Below(items.Length)];

    /// <summary>One of a list.</summary>
    public T PickFrom<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>The index of a weight, drawn in proportion to the weights.</summary>
    public int PickWeighted(params ReadOnlySpan<double> weights)
    {
        var sum = 0.0;
        foreach (var weight in weights)
        {
            sum += weight;
        }

        var place = _random.NextDouble() * sum;
        for (var index = 0; index < weights.Length - 1; index++)
        {
            place -= weights[index];
            if (place < 0)
            {
                return index;
            }
        }

        return weights.Length - 1;
    }

    /// <summary>Brings a list into another order.</summary>
    public void Shuffle<T>(IList<T> items)
    {
        for (var last = items.Count - 1; last > 0; last--)
        {
            var other = Below(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    /// <summary>Some of a list, each once, in a new order.</summary>
    public List<T> Some<T>(IReadOnlyList<T> items, int count)
    {
        var all = items.ToList();
        Shuffle(all);
        return all[..Math.Min(count, all.Count)];
    }
}
