namespace Ganban.Inference.Constraints;

/// <summary>
/// Those of the <paramref name="Texts"/>, which stand in byte order, that agree with the <paramref name="Position"/>
/// bytes behind: from <paramref name="First"/> up to <paramref name="End"/>.
/// </summary>
internal readonly record struct TextRange(byte[][] Texts, int First, int End, int Position)
{
    /// <summary>True when one of them ends here; it is the first.</summary>
    public bool IsWhole => First < End && Texts[First].Length == Position;

    /// <summary>All of <paramref name="texts"/>, no byte behind.</summary>
    public static TextRange Of(byte[][] texts) => new(texts, 0, texts.Length, 0);

    /// <summary>Those that go on with <paramref name="value"/>; perhaps none.</summary>
    public TextRange After(byte value)
    {
        var first = Find(value, First);
        return new TextRange(Texts, first, Find(value + 1, first), Position + 1);
    }

    /// <summary>The first text behind <paramref name="from"/> whose next byte is not below a value.</summary>
    private int Find(int value, int from)
    {
        var end = End;
        while (from < end)
        {
            var middle = (from + end) / 2;
            if (NextByte(middle) < value)
            {
                from = middle + 1;
            }
            else
            {
                end = middle;
            }
        }

        return from;
    }

    private int NextByte(int index) => Position < Texts[index].Length ? Texts[index][Position] : -1;
}
