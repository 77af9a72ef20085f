using Ganban.Inference.Models;

namespace Ganban.Inference.Serving;

/// <summary>
/// Keys and values of what has passed through the model, to begin other sequences with: one tree of whole blocks for
/// each caller (a radix tree as in Zheng et al. 2024, SGLang, with the block as the only length of an edge). A caller
/// never meets another's blocks, so the time to a first token tells nobody what others have asked. Held blocks count in
/// the memory's budget; the least recently used are given up when memory is wanted. Belongs to one thread.
/// </summary>
/// <param name="cache">The memory.</param>
/// <param name="blocksMax">The most blocks it keeps.</param>
internal sealed class PrefixCache(KvCache cache, int blocksMax)
{
    private readonly Dictionary<string, PrefixNode> _roots = [];

    // Most recently used first. A node's parents stand before it, so that leaves go first.
    private readonly LinkedList<PrefixNode> _uses = [];

    /// <summary>Blocks it holds.</summary>
    public int Blocks => _uses.Count;

    /// <summary>Blocks given up so far because memory was wanted.</summary>
    public long Evictions { get; private set; }

    /// <summary>How many blocks would become free if all prefixes were given up.</summary>
    public int Evictable()
    {
        var count = 0;
        foreach (var node in _uses)
        {
            count += node.Block!.Holders == 1 ? 1 : 0;
        }

        return count;
    }

    /// <summary>Finds the longest known beginning of a sequence.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="tokens">The sequence's tokens.</param>
    /// <param name="found">Gets the blocks, in order.</param>
    public void Find(string caller, PrefixTokens tokens, List<KvBlock> found)
    {
        if (!_roots.TryGetValue(caller, out var node))
        {
            return;
        }

        for (var index = 0; index < tokens.Blocks && node.Child(tokens.Block(index)) is { } child; index++)
        {
            found.Add(child.Block!);
            node = child;
        }

        Touch(node);
    }

    /// <summary>Keeps a sequence's whole blocks, as many as there is room for.</summary>
    /// <param name="caller">Whose sequence it is.</param>
    /// <param name="tokens">Its tokens that have passed through the model.</param>
    /// <param name="blocks">Its blocks.</param>
    /// <returns>How many tokens were not known before.</returns>
    public int Add(string caller, PrefixTokens tokens, IReadOnlyList<KvBlock> blocks)
    {
        if (tokens.Blocks == 0 || blocksMax == 0)
        {
            return 0;
        }

        var added = 0;
        if (!_roots.TryGetValue(caller, out var node))
        {
            _roots.Add(caller, node = new PrefixNode(caller));
        }

        for (var index = 0; index < tokens.Blocks; index++)
        {
            var piece = tokens.Block(index);
            if (node.Child(piece) is { } child)
            {
                node = child;
                continue;
            }

            // What is being extended must not be given up to make room for its extension.
            Touch(node);
            if (Blocks >= blocksMax && !Evict(except: node))
            {
                break;
            }

            cache.Hold(blocks[index]);
            node = node.Add(piece, blocks[index]);
            _uses.AddFirst(node.Use);
            added += KvCache.BlockTokens;
        }

        Touch(node);
        Prune(node);
        return added;
    }

    /// <summary>Gives up the least recently used block that nobody else holds, so that it becomes free.</summary>
    /// <returns>False if there is none.</returns>
    public bool Evict() => Evict(except: null);

    /// <summary>Gives up all blocks.</summary>
    public void Clear()
    {
        foreach (var node in _uses)
        {
            cache.Return(node.Block!);
        }

        _uses.Clear();
        _roots.Clear();
    }

    private bool Evict(PrefixNode? except)
    {
        for (var use = _uses.Last; use is not null; use = use.Previous)
        {
            var node = use.Value;
            if (node.IsLeaf && node != except && node.Block!.Holders == 1)
            {
                _uses.Remove(use);
                node.Parent!.Remove(node);
                if (node.Parent != except)
                {
                    Prune(node.Parent);
                }

                cache.Return(node.Block);
                Evictions++;
                return true;
            }
        }

        return false;
    }

    private void Touch(PrefixNode node)
    {
        for (; node.Parent is { } parent; node = parent)
        {
            _uses.Remove(node.Use);
            _uses.AddFirst(node.Use);
        }
    }

    private void Prune(PrefixNode node)
    {
        if (node is { Parent: null, IsLeaf: true })
        {
            _roots.Remove(node.Caller);
        }
    }
}
