namespace Ganban.Inference.Constraints;

/// <summary>
/// Texts of tokens by their first bytes, as one run of nodes: a node's first child follows it, and its next sibling
/// stands where its descendants end. Node 0 is the empty prefix. Immutable.
/// </summary>
internal sealed class TokenTrie
{
    private readonly int[] _tokens;
    private readonly List<byte> _values = [0];
    private readonly List<int> _ends = [0];

    /// <summary>By node, with one more: how many tokens come before those of its prefix.</summary>
    private readonly List<int> _firstTokens = [0];

    /// <summary>Files each token under its text, and puts <paramref name="texts"/> in order.</summary>
    public TokenTrie((int Token, ReadOnlyMemory<byte> Text)[] texts)
    {
        Array.Sort(texts, (a, b) => a.Text.Span.SequenceCompareTo(b.Text.Span));
        _tokens = Array.ConvertAll(texts, t => t.Token);
        var path = new Stack<int>([0]);
        for (var i = 0; i < texts.Length; i++)
        {
            var text = texts[i].Text.Span;
            var common = i == 0 ? 0 : text.CommonPrefixLength(texts[i - 1].Text.Span);
            while (path.Count > common + 1)
            {
                _ends[path.Pop()] = _values.Count;
            }

            foreach (var value in text[common..])
            {
                path.Push(_values.Count);
                _values.Add(value);
                _ends.Add(0);
                _firstTokens.Add(i);
            }
        }

        while (path.TryPop(out var node))
        {
            _ends[node] = _values.Count;
        }

        _firstTokens.Add(texts.Length);
    }

    /// <summary>The last byte of the prefix that <paramref name="node"/> stands for.</summary>
    public byte ValueOf(int node) => _values[node];

    /// <summary>The node behind the descendants of <paramref name="node"/>.</summary>
    public int EndOf(int node) => _ends[node];

    /// <summary>The tokens whose whole text is the prefix of <paramref name="node"/>.</summary>
    public ReadOnlySpan<int> TokensAt(int node) => _tokens.AsSpan(_firstTokens[node].._firstTokens[node + 1]);

    /// <summary>The tokens whose text starts with <paramref name="prefix"/>.</summary>
    public ReadOnlySpan<int> TokensFrom(ReadOnlySpan<byte> prefix)
    {
        var node = 0;
        foreach (var value in prefix)
        {
            var child = node + 1;
            while (child < _ends[node] && _values[child] != value)
            {
                child = _ends[child];
            }

            if (child >= _ends[node])
            {
                return [];
            }

            node = child;
        }

        return _tokens.AsSpan(_firstTokens[node].._firstTokens[_ends[node]]);
    }
}
