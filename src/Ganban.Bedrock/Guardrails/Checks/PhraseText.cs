using System.Text;
using Ganban.Inference.Embeddings;

namespace Ganban.Bedrock.Guardrails.Checks;

/// <summary>
/// Text as phrases are looked for in it: compatibility forms (full-width letters, half-width kana), letter case,
/// accents, apostrophes and runs of blanks are evened out. Line breaks stay.
/// </summary>
internal static class PhraseText
{
    public static string Normal(string text)
    {
        var folded = new List<char>(text.Length);
        TextFolding.Fold(text, folded);
        var result = new StringBuilder(folded.Count);
        foreach (var c in folded)
        {
            var isBlank = c is ' ' or '\t';
            if (!isBlank || result.Length == 0 || result[^1] != ' ')
            {
                result.Append(isBlank ? ' ' : c is '\u2018' or '\u2019' ? '\'' : c);
            }
        }

        return result.ToString();
    }
}
