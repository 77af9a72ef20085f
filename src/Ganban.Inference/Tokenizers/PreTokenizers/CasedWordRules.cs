namespace Ganban.Inference.Tokenizers.PreTokenizers;

/// <summary>
/// Words as o200k and Tekken cut them: capitals before small letters, so that `HTTPServer` stays one word and
/// `camelCase` becomes two. Letters outside of ASCII count as both, which is how GGUF's readers agreed to read these
/// expressions: `[^\r\n\p{L}\p{N}]?U*L+(?:'s|…)?|[^\r\n\p{L}\p{N}]?U+L*(?:'s|…)?|…` with U every letter but a-z and L
/// every letter but A-Z.
/// </summary>
/// <param name="DigitsMax">The most digits that stay together.</param>
internal sealed record CasedWordRules(int DigitsMax)
{
    /// <summary>Whether English contractions stay with their word.</summary>
    public bool Contractions { get; init; } = true;

    /// <summary>What words consist of.</summary>
    public uint WordClasses { get; init; } = CodePoint.Letter;

    public int Match(ReadOnlySpan<uint> text, int start)
    {
        var canLead = !CodePoint.Is(text[start], CodePoint.Letter | CodePoint.Number)
            && !CodePoint.IsNewline(text[start]);
        var end = 0;
        if (canLead)
        {
            end = EndWithSmall(text, start + 1);
        }

        if (end == 0)
        {
            end = EndWithSmall(text, start);
        }

        if (end == 0 && canLead)
        {
            end = EndWithCapital(text, start + 1);
        }

        if (end == 0)
        {
            end = EndWithCapital(text, start);
        }

        if (end == 0)
        {
            return WordRules.NumberOrSigns(text, start, DigitsMax, CodePoint.Letter, "\r\n/");
        }

        return end - start + (Contractions && end < text.Length ? Scan.Contraction(text, end, ignoreCase: true) : 0);
    }

    // U*L+: as many of U as leave one of L behind them.
    private int EndWithSmall(ReadOnlySpan<uint> text, int start)
    {
        var end = EndOfCapitals(text, start);
        while (end >= start && !IsSmall(text, end))
        {
            end--;
        }

        return end < start ? 0 : EndOfSmall(text, end);
    }

    // U+L*
    private int EndWithCapital(ReadOnlySpan<uint> text, int start)
    {
        var end = EndOfCapitals(text, start);
        return end == start ? 0 : EndOfSmall(text, end);
    }

    private int EndOfCapitals(ReadOnlySpan<uint> text, int place)
    {
        while (Scan.Is(text, place, WordClasses) && CodePoint.Value(text[place]) is not (>= 'a' and <= 'z'))
        {
            place++;
        }

        return place;
    }

    private int EndOfSmall(ReadOnlySpan<uint> text, int place)
    {
        while (IsSmall(text, place))
        {
            place++;
        }

        return place;
    }

    private bool IsSmall(ReadOnlySpan<uint> text, int place) =>
        Scan.Is(text, place, WordClasses) && CodePoint.Value(text[place]) is not (>= 'A' and <= 'Z');
}
