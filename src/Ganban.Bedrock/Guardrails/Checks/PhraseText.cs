using System.Text;

namespace Ganban.Bedrock.Guardrails.Checks;

/// <summary>
/// Text as phrases are looked for in it: compatibility forms (NFKC: full-width letters, half-width kana), letter case,
/// apostrophes and runs of blanks are evened out. Line breaks stay.
/// </summary>
internal static class PhraseText
{
    public static string Normal(string text)
    {
        var even = Composed(text).ToLowerInvariant();
        var result = new StringBuilder(even.Length);
        foreach (var c in even)
        {
            var isBlank = c is ' ' or '\t';
            if (!isBlank || result.Length == 0 || result[^1] != ' ')
            {
                result.Append(isBlank ? ' ' : c is '\u2018' or '\u2019' ? '\'' : c);
            }
        }

        return result.ToString();
    }

    private static string Composed(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // A lone surrogate can't be normalised.
            return text;
        }
    }
}
