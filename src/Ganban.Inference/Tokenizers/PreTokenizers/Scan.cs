namespace Ganban.Inference.Tokenizers.PreTokenizers;

/// <summary>What rules have in common.</summary>
internal static class Scan
{
    /// <summary>The end of the run of these classes that starts at a place.</summary>
    public static int EndOf(ReadOnlySpan<uint> text, int start, uint classes)
    {
        while (start < text.Length && CodePoint.Is(text[start], classes))
        {
            start++;
        }

        return start;
    }

    /// <summary>The end of the run of anything but these classes that starts at a place.</summary>
    public static int EndOfOther(ReadOnlySpan<uint> text, int start, uint classes)
    {
        while (start < text.Length && !CodePoint.Is(text[start], classes))
        {
            start++;
        }

        return start;
    }

    /// <summary>Whether there is a code point of these classes at a place; none is outside of the text.</summary>
    public static bool Is(ReadOnlySpan<uint> text, int place, uint classes) =>
        place < text.Length && CodePoint.Is(text[place], classes);

    /// <summary>The length of 's, 't, 'm, 'd, 're, 've or 'll at a place, or 0.</summary>
    public static int Contraction(ReadOnlySpan<uint> text, int start, bool ignoreCase)
    {
        if (CodePoint.Value(text[start]) != '\'' || start + 1 >= text.Length)
        {
            return 0;
        }

        var first = Letter(text[start + 1]);
        if (first is 's' or 't' or 'm' or 'd')
        {
            return 2;
        }

        var second = start + 2 < text.Length ? Letter(text[start + 2]) : 0;
        return (first, second) is ('r', 'e') or ('v', 'e') or ('l', 'l') ? 3 : 0;

        int Letter(uint point) => CodePoint.Value(point) is var value && ignoreCase && value is >= 'A' and <= 'Z'
            ? value | 0x20
            : value;
    }

    /// <summary>
    /// The length of white space at a place (`\s+(?!\S)|\s+`): the last space before a word is left to the word. 0
    /// where there is none.
    /// </summary>
    public static int Space(ReadOnlySpan<uint> text, int start)
    {
        var end = EndOf(text, start, CodePoint.Space);
        return end - start > 1 && end < text.Length ? end - start - 1 : end - start;
    }

    /// <summary>Like <see cref="Space"/>, but up to the last line break if there is one (`\s*[\r\n]+|…`).</summary>
    public static int SpaceOrLines(ReadOnlySpan<uint> text, int start)
    {
        var end = EndOf(text, start, CodePoint.Space);
        for (var place = end - 1; place >= start; place--)
        {
            if (CodePoint.IsNewline(text[place]))
            {
                return place + 1 - start;
            }
        }

        return end - start > 1 && end < text.Length ? end - start - 1 : end - start;
    }
}
