namespace Ganban.Inference.Models;

/// <summary>
/// The tokens of one sequence that have passed through a model: its blocks of the <see cref="KvCache"/> in order.
/// Belongs to one thread at a time. Dispose it to give its blocks back.
/// </summary>
public sealed class KvSequence : IDisposable
{
    private readonly List<KvBlock> _blocks = [];

    internal KvSequence(KvCache cache, int capacity)
    {
        Cache = cache;
        Capacity = capacity;
    }

    /// <summary>The most tokens it can hold.</summary>
    public int Capacity { get; }

    /// <summary>Tokens it holds; the next token's position.</summary>
    public int Count { get; private set; }

    internal KvCache Cache { get; }

    /// <summary>Its blocks, `Count / BlockTokens` full ones and the rest.</summary>
    internal IReadOnlyList<KvBlock> Blocks => _blocks;

    /// <summary>How many blocks more that many tokens need.</summary>
    /// <param name="tokens">Tokens to come.</param>
    public int BlocksFor(int tokens) =>
        Math.Max((Count + tokens + KvCache.BlockTokens - 1) / KvCache.BlockTokens - _blocks.Count, 0);

    /// <summary>Forgets all tokens from a position on, so that a sequence can go on differently from there.</summary>
    /// <param name="count">
    /// How many tokens stay, at most <see cref="Count"/>, and not a part of a block that is shared.
    /// </param>
    public void Truncate(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        Count = count;
        var blocks = (count + KvCache.BlockTokens - 1) / KvCache.BlockTokens;
        while (_blocks.Count > blocks)
        {
            Cache.Return(_blocks[^1]);
            _blocks.RemoveAt(_blocks.Count - 1);
        }
    }

    /// <summary>Gives the blocks back.</summary>
    public void Dispose() => Truncate(0);

    /// <summary>Begins an empty sequence with whole blocks that another one filled, and holds them too.</summary>
    internal void Adopt(IReadOnlyList<KvBlock> blocks)
    {
        if (Count > 0)
        {
            throw new InvalidOperationException("Only an empty sequence can begin with another's blocks.");
        }

        foreach (var block in blocks)
        {
            Cache.Hold(block);
            _blocks.Add(block);
        }

        Count = blocks.Count * KvCache.BlockTokens;
    }

    /// <summary>Makes room for more tokens after the present ones; on failure nothing has changed.</summary>
    /// <exception cref="KvCacheFullException">The budget is used up.</exception>
    internal void Reserve(int tokens)
    {
        if (Count + tokens > Capacity)
        {
            throw new InvalidOperationException($"The sequence holds {Capacity} tokens; {Count + tokens} do not fit.");
        }

        var before = _blocks.Count;
        try
        {
            for (var missing = BlocksFor(tokens); missing > 0; missing--)
            {
                _blocks.Add(Cache.Take());
            }
        }
        catch (KvCacheFullException)
        {
            while (_blocks.Count > before)
            {
                Cache.Return(_blocks[^1]);
                _blocks.RemoveAt(_blocks.Count - 1);
            }

            throw;
        }
    }

    /// <summary>The block of a position, and the position's place in it.</summary>
    internal KvBlock BlockOf(int position, out int token)
    {
        (var index, token) = Math.DivRem(position, KvCache.BlockTokens);
        return _blocks[index];
    }

    /// <summary>Counts tokens whose keys and values were written in all layers.</summary>
    internal void Advance(int tokens) => Count += tokens;
}
