namespace Ganban.Inference.Constraints;

/// <summary>
/// Follows a text through a grammar and says which tokens can come next. Where the grammar is ambiguous it follows all
/// readings at once, up to a limit; every one of them can be completed, so dropping some never leads into a dead end.
/// </summary>
internal sealed class GrammarCursor(ConstraintVocabulary vocabulary, IEnumerable<GrammarState> start)
{
    private const int ReadingsMax = 256;
    private const int MasksMax = 64;

    private readonly Dictionary<Readings, bool[]> _masks = [];
    private Readings _readings = new([.. start]);

    /// <summary>The readings of the text so far; none when it broke the grammar.</summary>
    public IReadOnlyList<GrammarState> States => _readings.States;

    /// <summary>True when the text may end here.</summary>
    public bool CanEnd => States.Any(s => s.CanEnd);

    /// <summary>True when nothing may follow.</summary>
    public bool MustEnd => States.All(s => s is EndState);

    /// <summary>Goes on with one byte.</summary>
    public void Advance(byte value)
    {
        _readings = new Readings(Step(_readings.States, value));
    }

    /// <summary>True for each token that can come next; owned by the cursor, not to be changed.</summary>
    public bool[] AllowedTokens()
    {
        if (_masks.TryGetValue(_readings, out var mask))
        {
            return mask;
        }

        if (_masks.Count == MasksMax)
        {
            _masks.Clear();
        }

        mask = new bool[vocabulary.Size];
        if (_readings.States is [{ PlainTextRoom: { } room }])
        {
            // Most text is string content, and most tokens are nothing else: those need no walk through the trie.
            for (var token = 0; token < mask.Length; token++)
            {
                mask[token] = vocabulary.PlainLengths[token] is var length and > 0 && length <= room;
            }

            Walk(vocabulary.NotPlain, 0, _readings.States, mask);
        }
        else
        {
            Walk(vocabulary.All, 0, _readings.States, mask);
        }

        if (CanEnd)
        {
            Array.ForEach(vocabulary.EndOfGeneration, token => mask[token] = true);
        }

        _masks.Add(_readings, mask);
        return mask;
    }

    /// <summary>The states after <paramref name="value"/> from any of <paramref name="states"/>.</summary>
    public static List<GrammarState> Step(IReadOnlyList<GrammarState> states, byte value)
    {
        var next = new List<GrammarState>(states.Count);
        foreach (var state in states)
        {
            state.Step(value, next);
        }

        return next.Count <= 1 ? next : [.. next.Distinct().Take(ReadingsMax)];
    }

    private static void Walk(TokenTrie trie, int index, IReadOnlyList<GrammarState> states, bool[] mask)
    {
        var node = trie[index];
        foreach (var token in node.Tokens)
        {
            mask[token] = true;
        }

        foreach (var (value, child) in node.Children)
        {
            var next = Step(states, value);
            if (next.Count > 0)
            {
                Walk(trie, child, next, mask);
            }
        }
    }

    /// <summary>States that compare by content.</summary>
    private sealed record Readings(IReadOnlyList<GrammarState> States)
    {
        public bool Equals(Readings? other) => other is not null && States.SequenceEqual(other.States);

        public override int GetHashCode() => States.Aggregate(17, (hash, s) => HashCode.Combine(hash, s));
    }
}
