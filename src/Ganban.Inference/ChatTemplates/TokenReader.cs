namespace Ganban.Inference.ChatTemplates;

/// <summary>The parsers' place in the token list, with the depth both have gone to.</summary>
internal sealed class TokenReader(IReadOnlyList<TemplateToken> tokens, int depthMax)
{
    private int _position;
    private int _depth;

    /// <summary>The next token, not taken.</summary>
    public TemplateToken Peek => tokens[_position];

    /// <summary>Takes a token; the end can be taken again and again.</summary>
    public TemplateToken Next() => Peek.Kind == TemplateTokenKind.End ? Peek : tokens[_position++];

    /// <summary>Takes an operator if it is the next token.</summary>
    public bool TryOperator(string text) => Peek.IsOperator(text) && Take();

    /// <summary>Takes a keyword if it is the next token.</summary>
    public bool TryName(string text) => Peek.IsName(text) && Take();

    /// <summary>True when the token after the next is the operator <paramref name="text"/>.</summary>
    public bool FollowedBy(string text) => _position + 1 < tokens.Count && tokens[_position + 1].IsOperator(text);

    /// <summary>True when the token after the next is the keyword <paramref name="text"/>.</summary>
    public bool FollowedByName(string text) => _position + 1 < tokens.Count && tokens[_position + 1].IsName(text);

    /// <summary>Takes the operator that must come now.</summary>
    public void ExpectOperator(string text)
    {
        if (!TryOperator(text))
        {
            throw Missing($"'{text}'");
        }
    }

    /// <summary>Takes the keyword that must come now.</summary>
    public void ExpectName(string text)
    {
        if (!TryName(text))
        {
            throw Missing($"'{text}'");
        }
    }

    /// <summary>Takes a token of the kind that must come now.</summary>
    public TemplateToken Expect(TemplateTokenKind kind, string description) =>
        Peek.Kind == kind ? Next() : throw Missing(description);

    /// <summary>Goes one level deeper until disposed.</summary>
    /// <exception cref="ChatTemplateException">That is too deep.</exception>
    public Level Enter() => ++_depth <= depthMax
        ? new Level(this)
        : throw new ChatTemplateException($"nested deeper than {depthMax} levels.", Peek.Line);

    private bool Take()
    {
        _position++;
        return true;
    }

    private ChatTemplateException Missing(string description) =>
        new($"{description} is missing before {Peek.Description}.", Peek.Line);

    /// <summary>One level of depth.</summary>
    internal readonly struct Level(TokenReader reader) : IDisposable
    {
        /// <summary>Leaves the level.</summary>
        public void Dispose() => reader._depth--;
    }
}
