namespace Ganban.Storage.Vectors;

/// <summary>
/// The words of a text as a search by words knows them: letter case, full-width letters and plural endings evened out;
/// where a script has no spaces (Japanese, Chinese), every pair of neighbouring characters.
/// </summary>
public static class SearchWords
{
    private const int WordLengthMax = 64;

    /// <summary>The words in order, with repetitions.</summary>
    public static IEnumerable<string> Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var normal = Normal(text);
        for (var i = 0; i < normal.Length;)
        {
            if (!char.IsLetterOrDigit(normal[i]))
            {
                i++;
                continue;
            }

            var end = i;
            var isDense = IsDense(normal[i]);
            while (end < normal.Length && char.IsLetterOrDigit(normal[end]) && IsDense(normal[end]) == isDense)
            {
                end++;
            }

            if (!isDense)
            {
                yield return Stem(normal.AsSpan(i, Math.Min(end - i, WordLengthMax)));
            }
            else if (end - i == 1)
            {
                yield return normal[i..end];
            }
            else
            {
                for (var pair = i; pair + 1 < end; pair++)
                {
                    yield return normal.Substring(pair, 2);
                }
            }

            i = end;
        }
    }

    // Full-width forms of ASCII lie in one row, in ASCII's order.
    private static string Normal(string text) => string.Create(text.Length, text, static (normal, text) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i] is >= '\uff01' and <= '\uff5e' ? (char)(text[i] - '\uff01' + '!') : text[i];
            normal[i] = char.ToLowerInvariant(c);
        }
    });

    /// <summary>A word without its plural's ending, as far as that can be told by rule.</summary>
    public static string Stem(ReadOnlySpan<char> word) =>
        word.Length > 3 && word[^1] == 's' && word[^2] != 's' ? word[..^1].ToString() : word.ToString();

    /// <summary>Whether a character is of a script without spaces between words: kana or kanji.</summary>
    public static bool IsDense(char c) =>
        c is >= '\u3040' and <= '\u30ff' or >= '\u3400' and <= '\u9fff' or >= '\uf900' and <= '\ufaff';
}
