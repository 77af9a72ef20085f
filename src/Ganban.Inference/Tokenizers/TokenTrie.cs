using System.Runtime.CompilerServices;

namespace Ganban.Inference.Tokenizers;

/// <summary>Names of tokens as a tree of UTF-16 characters, to find those that start at a place of a text.</summary>
internal sealed class TokenTrie
{
    /// <summary>The node that every name starts from.</summary>
    public const int Root = 0;

    /// <summary>No node, and no token.</summary>
    public const int None = -1;

    private readonly PairTable _children;
    private readonly List<int> _tokens = [None];

    /// <summary>Makes an empty tree.</summary>
    /// <param name="capacity">The number of nodes it can take before it grows.</param>
    public TokenTrie(int capacity) => _children = new PairTable(capacity);

    /// <summary>Adds a name, which must not be empty; one that is there already keeps its token.</summary>
    // Optimized at once: it is over before the runtime would find it hot.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<char> name, int token)
    {
        var node = Root;
        foreach (var character in name)
        {
            if (!_children.TryGet(node, character, out var child, out _))
            {
                child = _tokens.Count;
                _children.TryAdd(node, character, child, 0);
                _tokens.Add(None);
            }

            node = child;
        }

        if (_tokens[node] == None)
        {
            _tokens[node] = token;
        }
    }

    /// <summary>The node after one more character, or <see cref="None"/>.</summary>
    public int Step(int node, char character) =>
        _children.TryGet(node, character, out var child, out _) ? child : None;

    /// <summary>The token whose name ends at a node, or <see cref="None"/>.</summary>
    public int TokenAt(int node) => _tokens[node];
}
