namespace Ganban.Corpus.Wordings;

/// <summary>Finds names in texts, without regard to case, and Latin ones as whole words only.</summary>
internal static class Mention
{
    /// <summary>Whether a text has a name.</summary>
    public static bool Has(string text, string name)
    {
        for (var from = 0; from <= text.Length - name.Length;)
        {
            var at = text.IndexOf(name, from, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                return false;
            }

            if (IsApart(text, at) && IsApart(text, at + name.Length))
            {
                return true;
            }

            from = at + 1;
        }

        return false;
    }

    /// <summary>The longest of some names that a text has; null for none.</summary>
    public static string? Longest(string text, IEnumerable<string> names) =>
        names.Where(name => Has(text, name)).MaxBy(name => name.Length);

    private static bool IsApart(string text, int place) => place == 0 || place == text.Length
        || !char.IsAsciiLetter(text[place - 1]) || !char.IsAsciiLetter(text[place]);
}
