using Ganban.Inference.Models;

namespace Ganban.Inference.Serving;

/// <summary>A block of keys and values in the <see cref="PrefixCache"/>, or the root of a caller's tree.</summary>
internal sealed class PrefixNode
{
    private readonly Dictionary<int[], PrefixNode> _children = new(TokenBlockComparer.Instance);

    /// <summary>A root.</summary>
    /// <param name="caller">Whose prefixes hang below it.</param>
    public PrefixNode(string caller)
    {
        Caller = caller;
        Tokens = [];
        Use = new LinkedListNode<PrefixNode>(this);
    }

    private PrefixNode(PrefixNode parent, int[] tokens, KvBlock block)
        : this(parent.Caller)
    {
        Parent = parent;
        Tokens = tokens;
        Block = block;
    }

    /// <summary>Whose tree it is in.</summary>
    public string Caller { get; }

    /// <summary>What the block is known by: <see cref="PrefixTokens.Block"/>.</summary>
    public int[] Tokens { get; }

    /// <summary>What the tokens before it end in; null for a root.</summary>
    public PrefixNode? Parent { get; }

    /// <summary>Keys and values; null for a root.</summary>
    public KvBlock? Block { get; }

    /// <summary>Its place in the order of use.</summary>
    public LinkedListNode<PrefixNode> Use { get; }

    /// <summary>Whether nothing follows it.</summary>
    public bool IsLeaf => _children.Count == 0;

    /// <summary>The node that follows with this block, or null.</summary>
    public PrefixNode? Child(ReadOnlySpan<int> tokens) =>
        _children.GetAlternateLookup<ReadOnlySpan<int>>().TryGetValue(tokens, out var child) ? child : null;

    /// <summary>Lets a block follow.</summary>
    public PrefixNode Add(ReadOnlySpan<int> tokens, KvBlock block)
    {
        var child = new PrefixNode(this, tokens.ToArray(), block);
        _children.Add(child.Tokens, child);
        return child;
    }

    /// <summary>Takes a block away that follows.</summary>
    public void Remove(PrefixNode child) => _children.Remove(child.Tokens);
}
