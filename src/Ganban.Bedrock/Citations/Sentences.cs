using System.Buffers;

namespace Ganban.Bedrock.Citations;

/// <summary>
/// Finds where sentences end, in text with spaces between words and in Japanese and Chinese text, which has none.
/// Closing quotation marks and brackets belong to the sentence before them, white space to the one after it.
/// </summary>
public static class Sentences
{
    private const string WideEnds = "。！？｡";
    private const string NarrowEnds = ".!?…";
    private const string Closers = "\"'”’)]}」』）】〉》”";

    private static readonly SearchValues<char> Openers = SearchValues.Create(" \t\n(（「");

    // After these a full stop ends no sentence, whatever follows.
    private static readonly HashSet<string> Abbreviations = new(StringComparer.OrdinalIgnoreCase)
    {
        "mr", "mrs", "ms", "dr", "prof", "st", "no", "vs", "etc", "e.g", "i.e", "fig", "inc", "ltd", "co", "approx",
    };

    /// <summary>All sentences of a text as ranges; those that hold nothing but white space are left out.</summary>
    public static IEnumerable<Range> Split(string text)
    {
        var start = 0;
        while (start < text.Length)
        {
            var end = NextEnd(text, start, isWhole: true);
            var from = start;
            while (from < end && char.IsWhiteSpace(text[from]))
            {
                from++;
            }

            if (from < end)
            {
                yield return from..end;
            }

            start = end;
        }
    }

    /// <summary>Where the sentence that begins at <paramref name="start"/> ends.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the sentence begins.</param>
    /// <param name="isWhole">Whether nothing follows the text; if something may, an end can be uncertain.</param>
    /// <returns>The place behind its last character; -1 while it is uncertain.</returns>
    public static int NextEnd(ReadOnlySpan<char> text, int start, bool isWhole)
    {
        var hasWords = false;
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] == '\n' && hasWords)
            {
                return i;
            }

            hasWords |= char.IsLetterOrDigit(text[i]);
            if (!hasWords || !(WideEnds.Contains(text[i]) || NarrowEnds.Contains(text[i])))
            {
                continue;
            }

            var isWide = WideEnds.Contains(text[i]);
            var end = i + 1;
            while (end < text.Length && IsPartOfEnd(text[end]))
            {
                isWide |= WideEnds.Contains(text[end]);
                end++;
            }

            if (end == text.Length)
            {
                return isWhole ? end : -1;
            }

            if (isWide || (char.IsWhiteSpace(text[end]) && !IsAbbreviation(text[start..i]) && !IsItem(text[start..i])))
            {
                return end;
            }

            i = end - 1;
        }

        return isWhole ? text.Length : -1;
    }

    private static bool IsPartOfEnd(char c) => WideEnds.Contains(c) || NarrowEnds.Contains(c) || Closers.Contains(c);

    // The number of a list's item, which belongs to what follows it.
    private static bool IsItem(ReadOnlySpan<char> before) =>
        before.Trim() is { Length: <= 3 } number && !number.ContainsAnyExceptInRange('0', '9');

    private static bool IsAbbreviation(ReadOnlySpan<char> before)
    {
        var word = before[(before.LastIndexOfAny(Openers) + 1)..];
        return (word.Length == 1 && char.IsAsciiLetterUpper(word[0]))
            || Abbreviations.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
    }
}
