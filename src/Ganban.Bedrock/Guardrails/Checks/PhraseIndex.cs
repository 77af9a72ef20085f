using System.Buffers;

namespace Ganban.Bedrock.Guardrails.Checks;

/// <summary>
/// Finds any of many phrases in a text. A phrase matches whole words where a script has spaces between words; Japanese
/// and Chinese, which have none, match anywhere.
/// </summary>
internal sealed class PhraseIndex
{
    private readonly HashSet<string> _phrases;
    private readonly int[] _lengths;
    private readonly SearchValues<string> _values;

    /// <param name="phrases">The phrases, as <see cref="PhraseText.Normal"/> gives them.</param>
    public PhraseIndex(IEnumerable<string> phrases)
    {
        _phrases = phrases.ToHashSet(StringComparer.Ordinal);
        _lengths = [.. _phrases.Select(phrase => phrase.Length).Distinct().Order()];
        _values = SearchValues.Create([.. _phrases], StringComparison.Ordinal);
    }

    /// <summary>The phrases that occur in a text, each once, in the order of their first place.</summary>
    /// <param name="text">The text, as <see cref="PhraseText.Normal"/> gives it.</param>
    public IReadOnlyList<string> Find(string text)
    {
        var found = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var lookup = _phrases.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var i = 0; i < text.Length; i++)
        {
            var next = text.AsSpan(i).IndexOfAny(_values);
            if (next < 0)
            {
                break;
            }

            i += next;
            foreach (var length in _lengths)
            {
                if (i + length <= text.Length
                    && lookup.TryGetValue(text.AsSpan(i, length), out var phrase)
                    && IsWhole(text, i, i + length)
                    && seen.Add(phrase))
                {
                    found.Add(phrase);
                }
            }
        }

        return found;
    }

    private static bool IsWhole(string text, int start, int end) =>
        (start == 0 || !(IsSpaced(text[start]) && IsSpaced(text[start - 1])))
        && (end == text.Length || !(IsSpaced(text[end - 1]) && IsSpaced(text[end])));

    // A letter or digit of a script that separates words.
    private static bool IsSpaced(char c) => char.IsLetterOrDigit(c)
        && c is not (>= '\u3005' and <= '\u30ff' or >= '\u3400' and <= '\u9fff' or >= '\uf900' and <= '\ufaff');
}
