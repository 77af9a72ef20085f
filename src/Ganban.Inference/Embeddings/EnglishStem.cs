namespace Ganban.Inference.Embeddings;

/// <summary>
/// Cuts the common endings of English words, in the spirit of the S- and Porter stemmers but lighter: it only has to
/// bring the forms of one word together, not to give a word.
/// </summary>
internal static class EnglishStem
{
    // Longest first; the stem that is left must have the given length. No replacement is longer than its ending.
    private static readonly (string Ending, string Replacement, int LengthMin)[] Endings =
    [
        ("ational", "ate", 3), ("ization", "ize", 3), ("fulness", "ful", 3), ("iveness", "ive", 3),
        ("ements", "", 4), ("ations", "ate", 3), ("ement", "", 4), ("ation", "ate", 3), ("ments", "", 4),
        ("ities", "", 4), ("ness", "", 4), ("ment", "", 4), ("ings", "", 3), ("ions", "", 4), ("edly", "", 4),
        ("ally", "al", 4), ("ies", "y", 2), ("ied", "y", 2), ("ity", "", 4), ("ing", "", 3), ("ion", "", 4),
        ("est", "", 4), ("ers", "", 4), ("sses", "ss", 2), ("ed", "", 3), ("er", "", 4), ("ly", "", 4), ("es", "", 3),
        ("s", "", 3),
    ];

    /// <summary>Cuts a lower-case word down to its stem, in place.</summary>
    /// <returns>The length of the stem.</returns>
    public static int Cut(Span<char> word)
    {
        if (word.Length < 4 || word.EndsWith("ss"))
        {
            return word.Length;
        }

        foreach (var (ending, replacement, lengthMin) in Endings)
        {
            var kept = word.Length - ending.Length;
            if (kept >= lengthMin && word.EndsWith(ending))
            {
                replacement.CopyTo(word[kept..]);
                return Tidy(word[..(kept + replacement.Length)]);
            }
        }

        return Tidy(word);
    }

    /// <summary>Brings "running" and "run", "make" and "making" together: no double last letter, no final e.</summary>
    private static int Tidy(ReadOnlySpan<char> stem)
    {
        var isDouble = stem.Length > 3 && stem[^1] == stem[^2] && stem[^1] is not ('s' or 'l' or 'e' or 'o');
        return isDouble || (stem.Length > 3 && stem[^1] == 'e') ? stem.Length - 1 : stem.Length;
    }
}
