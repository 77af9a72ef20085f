namespace Ganban.Inference.Constraints;

/// <summary>
/// Follows a text through a grammar and says which tokens can come next. Where the grammar is ambiguous it follows all
/// readings at once, up to a limit; every one of them can be completed, so dropping some never leads into a dead end.
/// </summary>
internal sealed class GrammarCursor(ConstraintVocabulary vocabulary, IEnumerable<GrammarState> start)
{
    private const int ReadingsMax = 256;
    private const int MasksMax = 64;

    private readonly Dictionary<Readings, TokenMask> _masks = [];
    private readonly Stack<TokenMask> _spare = [];

    /// <summary>By depth of a walk: the states there.</summary>
    private readonly List<List<GrammarState>> _levels = [];
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

    /// <summary>The tokens that can come next; owned by the cursor, not to be changed.</summary>
    public TokenMask AllowedTokens()
    {
        if (_masks.TryGetValue(_readings, out var mask))
        {
            return mask;
        }

        if (_masks.Count == MasksMax)
        {
            foreach (var used in _masks.Values)
            {
                _spare.Push(used);
            }

            _masks.Clear();
        }

        mask = _spare.TryPop(out var spare) ? spare : new TokenMask(vocabulary.Size);
        mask.Clear();
        foreach (var state in States)
        {
            // What any of the readings takes can come. Most tokens are text: inside a string those need no walk.
            switch (state)
            {
                case StringState { IsBetweenCharacters: true } text:
                    AddInString(text, mask);
                    break;
                case { PlainTextRoom: { } room }:
                    var lengths = vocabulary.Strings.PlainLengths;
                    AddWhere(mask, token => lengths[token] is var length and > 0 && length <= room);
                    Walk(vocabulary.NotPlain, 0, [state], 0, mask, int.MaxValue, 0);
                    break;
                default:
                    Walk(vocabulary.All, 0, [state], 0, mask, int.MaxValue, 0);
                    break;
            }
        }

        if (CanEnd)
        {
            Array.ForEach(vocabulary.EndOfGeneration, mask.Add);
        }

        _masks.Add(_readings, mask);
        return mask;
    }

    /// <summary>The states after <paramref name="value"/> from any of <paramref name="states"/>.</summary>
    public static List<GrammarState> Step(IReadOnlyList<GrammarState> states, byte value)
    {
        var next = new List<GrammarState>(states.Count);
        StepInto(next, states, value);
        return next;
    }

    private static void StepInto(List<GrammarState> next, IReadOnlyList<GrammarState> states, byte value)
    {
        for (var i = 0; i < states.Count; i++)
        {
            states[i].Step(value, next);
        }

        if (next.Count > 1)
        {
            GrammarState[] distinct = [.. next.Distinct().Take(ReadingsMax)];
            next.Clear();
            next.AddRange(distinct);
        }
    }

    private void AddInString(StringState text, TokenMask mask)
    {
        var strings = vocabulary.Strings;
        if (text.Room >= strings.LengthMax)
        {
            mask.Add(strings.Staying);
        }
        else
        {
            AddWhere(mask, token => strings.Staying[token] && strings.LengthOf(token) <= text.Room);
        }

        // What comes after the quote is the same whatever came before it, once there is enough.
        Walk(strings.Closing, 0, [text.WithEnough()], 0, mask, text.Room, text.Lacking);
    }

    private void AddWhere(TokenMask mask, Func<int, bool> holds)
    {
        for (var token = 0; token < vocabulary.Size; token++)
        {
            if (holds(token))
            {
                mask.Add(token);
            }
        }
    }

    /// <summary>
    /// Adds the tokens under a node of a trie that the states take and that add a number of characters to a string
    /// between <paramref name="lengthMin"/> and <paramref name="room"/>.
    /// </summary>
    private void Walk(
        TokenTrie trie,
        int node,
        IReadOnlyList<GrammarState> states,
        int depth,
        TokenMask mask,
        int room,
        int lengthMin)
    {
        var isString = room < int.MaxValue || lengthMin > 0;
        foreach (var token in trie.TokensAt(node))
        {
            var length = isString ? vocabulary.Strings.LengthOf(token) : 0;
            if (length >= lengthMin && length <= room)
            {
                mask.Add(token);
            }
        }

        if (_levels.Count == depth)
        {
            _levels.Add([]);
        }

        var next = _levels[depth];
        for (var child = node + 1; child < trie.EndOf(node); child = trie.EndOf(child))
        {
            next.Clear();
            StepInto(next, states, trie.ValueOf(child));
            if (next.Count > 0)
            {
                Walk(trie, child, next, depth + 1, mask, room, lengthMin);
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
