namespace Ganban.Inference.Tokenizers.PreTokenizers;

/// <summary>The rules of DeepSeek's models.</summary>
internal static class DeepSeekRules
{
    private const uint WordClasses = CodePoint.Letter | CodePoint.Mark;
    private const uint SignClasses = CodePoint.Punctuation | CodePoint.Symbol;

    /// <summary>`\s?[…]+` with <see cref="CasedLetters"/>.</summary>
    public static int CasedWord(ReadOnlySpan<uint> text, int start) =>
        AfterSpace(text, start, static point => CasedLetters.Contains(CodePoint.Value(point)));

    /// <summary>`\s?[!-/:-~！-／：-～‘-‟　-。]+`</summary>
    public static int Signs(ReadOnlySpan<uint> text, int start) => AfterSpace(
        text,
        start,
        static point => CodePoint.Value(point) is (>= '!' and <= '/') or (>= ':' and <= '~')
            or (>= 0xFF01 and <= 0xFF0F) or (>= 0xFF1A and <= 0xFF5E) or (>= 0x2018 and <= 0x201F) or 0x3001 or 0x3002);

    /// <summary>`\s?\p{L}+`</summary>
    public static int Word(ReadOnlySpan<uint> text, int start) =>
        AfterSpace(text, start, static point => CodePoint.Is(point, CodePoint.Letter));

    /// <summary>`\s?\p{P}+`</summary>
    public static int Punctuation(ReadOnlySpan<uint> text, int start) =>
        AfterSpace(text, start, static point => CodePoint.Is(point, CodePoint.Punctuation));

    /// <summary>`[一-龥ࠀ-一가-퟿]+`, without white space.</summary>
    public static int EastAsianRun(ReadOnlySpan<uint> text, int start)
    {
        var end = start;
        while (end < text.Length && !CodePoint.Is(text[end], CodePoint.Space)
            && CodePoint.Value(text[end]) is (>= 0x800 and <= 0x9FA5) or (>= 0xAC00 and <= 0xD7FF))
        {
            end++;
        }

        return end - start;
    }

    /// <summary>`[一-龥぀-ゟ゠-ヿ]+`</summary>
    public static int IdeographsAndKana(ReadOnlySpan<uint> text, int start)
    {
        var end = start;
        while (end < text.Length
            && CodePoint.Value(text[end]) is (>= 0x4E00 and <= 0x9FA5) or (>= 0x3040 and <= 0x30FF))
        {
            end++;
        }

        return end - start;
    }

    /// <summary>
    /// ``[!-/:-@[-`{-~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+``
    /// </summary>
    public static int WordOrSigns(ReadOnlySpan<uint> text, int start)
    {
        var point = text[start];
        if (CodePoint.Value(point) < 128 && CodePoint.Is(point, SignClasses) && IsAsciiLetter(text, start + 1))
        {
            var end = start + 1;
            while (IsAsciiLetter(text, end))
            {
                end++;
            }

            return end - start;
        }

        var canLead = !CodePoint.Is(point, CodePoint.Letter | SignClasses) && !CodePoint.IsNewline(point);
        if (CodePoint.Is(point, WordClasses) || (canLead && Scan.Is(text, start + 1, WordClasses)))
        {
            return Scan.EndOf(text, start + 1, WordClasses) - start;
        }

        var first = CodePoint.Value(point) == ' ' ? start + 1 : start;
        if (!Scan.Is(text, first, SignClasses))
        {
            return Scan.SpaceOrLines(text, start);
        }

        var signs = Scan.EndOf(text, first, SignClasses);
        while (signs < text.Length && CodePoint.IsNewline(text[signs]))
        {
            signs++;
        }

        return signs - start;
    }

    private static bool IsAsciiLetter(ReadOnlySpan<uint> text, int place) =>
        place < text.Length && CodePoint.Value(text[place]) is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z');

    private static int AfterSpace(ReadOnlySpan<uint> text, int start, Predicate<uint> belongs)
    {
        var first = CodePoint.Is(text[start], CodePoint.Space) ? start + 1 : start;
        var end = first;
        while (end < text.Length && belongs(text[end]))
        {
            end++;
        }

        return end == first ? 0 : end - start;
    }
}
