namespace Ganban.Inference.Tokenizers.PreTokenizers;

/// <summary>Rules that cut at punctuation.</summary>
internal static class PunctuationRules
{
    /// <summary>`[\p{P}…]+`, with some symbols more.</summary>
    /// <param name="symbols">The symbols.</param>
    public static SplitRule RunsWith(string symbols) => (text, start) =>
    {
        var end = start;
        while (end < text.Length
            && (CodePoint.Is(text[end], CodePoint.Punctuation)
                || (CodePoint.Value(text[end]) < 128
                    && symbols.Contains((char)CodePoint.Value(text[end]), StringComparison.Ordinal))))
        {
            end++;
        }

        return end - start;
    };

    /// <summary>` ?[^(\s|.,!?…。，、।۔،)]+`</summary>
    public static int RunsWithoutPunctuation(ReadOnlySpan<uint> text, int start)
    {
        var end = CodePoint.Value(text[start]) == ' ' ? start + 1 : start;
        var first = end;
        while (end < text.Length && !CodePoint.Is(text[end], CodePoint.Space)
            && CodePoint.Value(text[end]) is not ('(' or '|' or '.' or ',' or '!' or '?' or ')' or 0x2026 or 0x3002
                or 0xFF0C or 0x3001 or 0x964 or 0x6D4 or 0x60C))
        {
            end++;
        }

        return end == first ? 0 : end - start;
    }
}
