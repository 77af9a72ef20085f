namespace Ganban.Inference.Constraints;

/// <summary>
/// Tokens by their bytes: node 0 is the empty prefix, each node lists its children and the tokens spelt by its path.
/// Immutable.
/// </summary>
internal sealed class TokenTrie
{
    private readonly Node[] _nodes;

    /// <summary>Files each token under its bytes.</summary>
    public TokenTrie(IEnumerable<(int Token, byte[] Bytes)> tokens)
    {
        var nodes = new List<Growing> { new() };
        foreach (var (token, bytes) in tokens)
        {
            var node = nodes[0];
            foreach (var value in bytes)
            {
                if (!node.Children.TryGetValue(value, out var child))
                {
                    child = nodes.Count;
                    node.Children.Add(value, child);
                    nodes.Add(new Growing());
                }

                node = nodes[child];
            }

            node.Tokens.Add(token);
        }

        _nodes = [.. nodes.Select(n => new Node([.. n.Children.Select(c => (c.Key, c.Value))], [.. n.Tokens]))];
    }

    /// <summary>The node at <paramref name="index"/>.</summary>
    public Node this[int index] => _nodes[index];

    /// <summary>
    /// A prefix: the bytes that can follow with the node each leads to, and the tokens that end here.
    /// </summary>
    internal readonly record struct Node((byte Value, int Child)[] Children, int[] Tokens);

    private sealed class Growing
    {
        public SortedList<byte, int> Children { get; } = [];

        public List<int> Tokens { get; } = [];
    }
}
