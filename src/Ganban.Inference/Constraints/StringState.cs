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
    /// <inheritdoc/>
    public override int? PlainTextRoom => Escape == 0 && Utf8.IsBoundary ? Node.LengthMax - Count : null;

    /// <summary>The state after the opening quote.</summary>
    public static StringState Start(SchemaNode.Text node, GrammarState after) =>
        new(node, Count: 0, Utf8: default, Escape: 0, MayBeSurrogate: false, after);

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
                next.Add(this with { Escape = 1, Count = Count + 1 });
            }
        }
        else if (value >= ' ' && Utf8.After(value) is { } utf8)
        {
            var count = Utf8.IsBoundary ? Count + 1 : Count;
            if (count <= Node.LengthMax)
            {
                next.Add(this with { Utf8 = utf8, Count = count });
            }
        }
    }

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
