namespace Ganban.Inference.Constraints;

/// <summary>
/// What each token of a vocabulary does inside a JSON string: most stay inside, so the mask of a string is mostly the
/// same and is made once; the others have a closing quote, and what follows that quote depends on the grammar.
/// </summary>
internal sealed class StringTokens
{
    private static readonly StringState Inside =
        StringState.Start(new SchemaNode.Text(0, int.MaxValue), new EndState());

    private readonly int[] _lengths;

    /// <summary>Sorts the tokens of <paramref name="vocabulary"/>.</summary>
    public StringTokens(ConstraintVocabulary vocabulary)
    {
        _lengths = new int[vocabulary.Size];
        PlainLengths = new int[vocabulary.Size];
        Staying = new TokenMask(vocabulary.Size);
        var closing = new List<(int, ReadOnlyMemory<byte>)>();
        for (var token = 0; token < vocabulary.Size; token++)
        {
            var bytes = vocabulary.BytesOf(token);
            var isPlain = bytes.IndexOfAny((byte)'"', (byte)'\\') < 0;
            var (length, end) = isPlain ? PlainEnd(bytes, token) : EndOf(bytes);
            _lengths[token] = length;
            if (bytes.Length > 0 && end == bytes.Length)
            {
                Staying.Add(token);
                LengthMax = Math.Max(LengthMax, length);
            }
            else if (end >= 0 && end < bytes.Length)
            {
                closing.Add((token, vocabulary.MemoryOf(token)[end..]));
            }
        }

        Closing = new TokenTrie([.. closing]);
    }

    /// <summary>The tokens that can come in a string without a limit and leave it open.</summary>
    public TokenMask Staying { get; }

    /// <summary>The other tokens that can come in a string, by what they have from the closing quote on.</summary>
    public TokenTrie Closing { get; }

    /// <summary>The most characters that a token adds.</summary>
    public int LengthMax { get; }

    /// <summary>
    /// By token: its characters if it is valid UTF-8 without quote, backslash and control characters, else 0.
    /// </summary>
    public int[] PlainLengths { get; }

    /// <summary>The characters that a token adds to a string, up to its closing quote.</summary>
    public int LengthOf(int token) => _lengths[token];

    private (int Length, int End) PlainEnd(ReadOnlySpan<byte> bytes, int token)
    {
        var position = default(Utf8Position);
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] < ' ' || position.After(bytes[i]) is not { } next)
            {
                return (0, -1);
            }

            length += position.IsBoundary ? 1 : 0;
            position = next;
        }

        PlainLengths[token] = position.IsBoundary ? length : 0;
        return (length, bytes.Length);
    }

    /// <summary>
    /// The characters in the string and where it ends: at the quote, or after all bytes; -1 when they are not valid.
    /// </summary>
    private static (int Length, int End) EndOf(ReadOnlySpan<byte> bytes)
    {
        var (state, length) = (Inside, 0);
        var next = new List<GrammarState>();
        for (var i = 0; i < bytes.Length; i++)
        {
            length += state.IsBetweenCharacters ? 1 : 0;
            next.Clear();
            state.Step(bytes[i], next);
            switch (next)
            {
                case [StringState inside]:
                    state = inside;
                    break;
                case [EndState]:
                    return (length - 1, i);
                default:
                    return (0, -1);
            }
        }

        return (length, bytes.Length);
    }
}
