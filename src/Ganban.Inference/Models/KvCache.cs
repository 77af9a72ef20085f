namespace Ganban.Inference.Models;

/// <summary>
/// The keys and values of the tokens that a sequence has passed through a model so far. Belongs to one sequence and one
/// thread at a time. Memory grows with the tokens, up to the capacity.
/// </summary>
public sealed class KvCache
{
    private const int PositionsAtFirst = 64;

    private readonly int _width;
    private readonly float[][] _keys;
    private readonly float[][] _values;

    internal KvCache(int layers, int width, int capacity)
    {
        _width = width;
        Capacity = capacity;
        _keys = Enumerable.Repeat(Array.Empty<float>(), layers).ToArray();
        _values = Enumerable.Repeat(Array.Empty<float>(), layers).ToArray();
    }

    /// <summary>The most tokens it can hold.</summary>
    public int Capacity { get; }

    /// <summary>Tokens it holds; the next token's position.</summary>
    public int Count { get; private set; }

    /// <summary>Forgets all tokens from a position on, so that a sequence can go on differently from there.</summary>
    /// <param name="count">How many tokens stay, at most <see cref="Count"/>.</param>
    public void Truncate(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        Count = count;
    }

    /// <summary>Keys of a layer, `[positions × kvWidth]`.</summary>
    internal float[] Keys(int layer) => _keys[layer];

    /// <summary>Values of a layer, `[positions × kvWidth]`.</summary>
    internal float[] Values(int layer) => _values[layer];

    /// <summary>Makes room for more tokens after the present ones.</summary>
    internal void Reserve(int tokens)
    {
        var needed = Count + tokens;
        if (needed > Capacity)
        {
            throw new InvalidOperationException($"The cache holds {Capacity} tokens; {needed} do not fit.");
        }

        for (var layer = 0; layer < _keys.Length; layer++)
        {
            if (needed * (long)_width > _keys[layer].Length)
            {
                var positions = Math.Min(Capacity, Math.Max(Math.Max(needed, Count * 2), PositionsAtFirst));
                Array.Resize(ref _keys[layer], checked(positions * _width));
                Array.Resize(ref _values[layer], checked(positions * _width));
            }
        }
    }

    /// <summary>Counts tokens whose keys and values were written in all layers.</summary>
    internal void Advance(int tokens) => Count += tokens;
}
