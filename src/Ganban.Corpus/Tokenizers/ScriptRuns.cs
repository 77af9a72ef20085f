using System.Buffers;

namespace Ganban.Corpus.Tokenizers;

/// <summary>
/// Cuts text where the script changes. No token of the vocabulary reaches across such a cut, so a name is cut into the
/// same tokens wherever it stands.
/// </summary>
internal static class ScriptRuns
{
    /// <summary>The space of SentencePiece's vocabularies, U+2581.</summary>
    public const char Space = '\u2581';

    private static readonly SearchValues<char> Particles = SearchValues.Create("はがをにのともへや");

    private enum Script
    {
        Latin,
        Hiragana,
        Katakana,
        Kanji,
        Mark,
        Alone,
    }

    /// <summary>The runs of a text, its spaces as U+2581.</summary>
    public static IEnumerable<string> Split(string text)
    {
        text = text.Replace(' ', Space);
        for (var start = 0; start < text.Length;)
        {
            var script = Of(text[start]);
            var end = start + (char.IsHighSurrogate(text[start]) && start + 1 < text.Length ? 2 : 1);
            while (script != Script.Alone && end < text.Length && Of(text[end]) == script
                && !(char.IsAsciiLetterUpper(text[end]) && char.IsAsciiLetterLower(text[end - 1])))
            {
                end++;
            }

            yield return text[start..end];
            start = end;
        }
    }

    /// <summary>Whether a run may be joined into one token.</summary>
    public static bool Admits(string token) => Of(token[0]) switch
    {
        Script.Latin => token.Length <= 14,
        Script.Katakana => token.Length <= 5,
        Script.Kanji => token.Length <= 3,
        Script.Hiragana => AdmitsHiragana(token),
        Script.Mark => token.Length <= 6,
        _ => false,
    };

    /// <summary>Whether a run is a word of Latin letters.</summary>
    public static bool IsWord(string run) => run.Length > 1 && Of(run[0]) == Script.Latin;

    // Particles stay apart from what they follow and precede: else a name's first or last character would be lost in
    // a token with the particle.
    private static bool AdmitsHiragana(string token) => token.Length <= 6
        && token.AsSpan().IndexOfAny(Particles) < 0
        && (token.IndexOf('で', StringComparison.Ordinal) < 0 || token is "です" or "でし" or "でした" or "でしょ" or "でしょう");

    private static Script Of(char character) => character switch
    {
        >= 'a' and <= 'z' or >= 'A' and <= 'Z' => Script.Latin,
        >= '\u3041' and <= '\u3096' => Script.Hiragana,
        >= '\u30A1' and <= '\u30FA' or 'ー' => Script.Katakana,
        >= '\u4E00' and <= '\u9FFF' or '々' => Script.Kanji,
        '\n' or '\t' or (>= '0' and <= '9') => Script.Alone,
        Space or (>= '!' and <= '~') or (>= '\u3001' and <= '\u303F') or (>= '\uFF01' and <= '\uFF65') => Script.Mark,
        _ => Script.Alone,
    };
}
