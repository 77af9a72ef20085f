namespace Ganban.Inference.Constraints;

/// <summary>
/// Inside a JSON string, <paramref name="Count"/> characters (code points) behind. <paramref name="Escape"/> is 0 in
/// plain text, 1 after a backslash, 2 to 5 where the next of the four digits of \u is due. Escaped surrogates are not
/// accepted: characters beyond the first plane are written as they are.
/// </summary>
internal sealed record StringState(
    SchemaNode.Text Node,
    int Count,
    Utf8Position Utf8,
    int Escape,
    bool MayBeSurrogate,
    GrammarState After) : GrammarState
{
    /// <summary>True where a character may come or the closing quote.</summary>
    public bool IsBetweenCharacters => Escape == 0 && Utf8.IsBoundary;

    /// <summary>How many more characters may come.</summary>
    public int Room => Node.LengthMax == int.MaxValue ? int.MaxValue : Node.LengthMax - Count;

    /// <summary>How many more characters must come.</summary>
    public int Lacking => Math.Max(0, Node.LengthMin - Count);

    /// <summary>The state after the opening quote.</summary>
    public static StringState Start(SchemaNode.Text node, GrammarState after) =>
        new(node, Count: 0, Utf8: default, Escape: 0, MayBeSurrogate: false, after);

    /// <summary>The state in which the string may be closed.</summary>
    public StringState WithEnough() => Lacking == 0 ? this : this with { Count = Node.LengthMin };

    /// <inheritdoc/>
    public override void Step(byte value, ICollection<GrammarState> next)
    {
        if (Escape > 0)
        {
            StepInEscape(value, next);
        }
        else if (value == '"' && Utf8.IsBoundary)
        {
            if (Count >= Node.LengthMin)
            {
                next.Add(After);
            }
        }
        else if (value == '\\' && Utf8.IsBoundary)
        {
            if (Count < Node.LengthMax)
            {
                next.Add(this with { Escape = 1, Count = CountAfter() });
            }
        }
        else if (value >= ' ' && Utf8.After(value) is { } utf8)
        {
            var count = Utf8.IsBoundary ? CountAfter() : Count;
            if (count <= Node.LengthMax)
            {
                next.Add(this with { Utf8 = utf8, Count = count });
            }
        }
    }

    /// <summary>
    /// The count with one more character. Where there is no limit it stops when there is enough, so that most places
    /// in a string are the same state.
    /// </summary>
    private int CountAfter() => Node.LengthMax == int.MaxValue ? Math.Min(Count + 1, Node.LengthMin) : Count + 1;

    private void StepInEscape(byte value, ICollection<GrammarState> next)
    {
        if (Escape == 1)
        {
            if (value == 'u')
            {
                next.Add(this with { Escape = 2 });
            }
            else if (value is (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r'
                or (byte)'t')
            {
                next.Add(this with { Escape = 0 });
            }

            return;
        }

        if (!char.IsAsciiHexDigit((char)value) || (MayBeSurrogate && value is not (>= (byte)'0' and <= (byte)'7')))
        {
            return;
        }

        next.Add(this with
        {
            Escape = Escape == 5 ? 0 : Escape + 1,
            MayBeSurrogate = Escape == 2 && (value | 0x20) == 'd',
        });
    }
}
