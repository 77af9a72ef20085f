using System.Collections.Frozen;

namespace Ganban.Inference.Embeddings;

/// <summary>
/// Cuts folded text into features: stems and four-letter pieces of Latin words, numbers, pairs of neighbouring Japanese
/// characters, single kanji, runs of katakana. Weights stand in for the inverse document frequency of a corpus:
/// function words next to nothing, long words and rare scripts more, pairs in hiragana, which is grammar for the most
/// part, little.
/// </summary>
internal static class LexicalFeatures
{
    private const int WordLengthMax = 64;

    private static readonly FrozenSet<string> FunctionWords = FrozenSet.Create(
        StringComparer.Ordinal,
        "a", "about", "after", "all", "also", "an", "and", "any", "are", "as", "at", "be", "because", "been", "before",
        "being", "between", "both", "but", "by", "can", "could", "did", "do", "does", "during", "each", "for", "from",
        "had", "has", "have", "he", "her", "his", "how", "i", "if", "in", "into", "is", "it", "its", "many", "may",
        "me",
        "more", "most", "much", "my", "no", "not", "of", "on", "one", "or", "other", "our", "out", "over", "she",
        "should",
        "so", "some", "such", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those",
        "to", "under", "up", "was", "we", "were", "what", "when", "where", "which", "while", "who", "whom", "whose",
        "why",
        "will", "with", "would", "you", "your");

    private enum Script
    {
        Other,
        Latin,
        Digit,
        Hiragana,
        Katakana,
        Kanji,
        Letter,
    }

    /// <summary>The features of <paramref name="folded"/> in order, repeated as often as they occur.</summary>
    public static IEnumerable<LexicalFeature> Of(string folded)
    {
        for (var start = 0; start < folded.Length;)
        {
            var script = ScriptOf(folded[start]);
            var end = start + 1;
            while (end < folded.Length && end - start < WordLengthMax && Joins(script, ScriptOf(folded[end])))
            {
                end++;
            }

            var run = folded[start..end];
            var features = script switch
            {
                Script.Other => [],
                Script.Latin => Word(run),
                Script.Digit => [new LexicalFeature("#" + run, 1.6f, IsToken: true)],
                Script.Letter => [new LexicalFeature("w" + run, 1.6f, IsToken: true)],
                _ => Japanese(run),
            };
            foreach (var feature in features)
            {
                yield return feature;
            }

            start = end;
        }
    }

    private static bool Joins(Script first, Script next) =>
        first == next || (IsJapanese(first) && IsJapanese(next));

    private static bool IsJapanese(Script script) => script is Script.Hiragana or Script.Katakana or Script.Kanji;

    private static Script ScriptOf(char c) => c switch
    {
        >= 'a' and <= 'z' => Script.Latin,
        >= '0' and <= '9' => Script.Digit,
        >= 'ぁ' and <= 'ゟ' => Script.Hiragana,
        (>= 'ァ' and <= 'ヿ' and not '・') => Script.Katakana,
        (>= '\u3400' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF') or '々' or '〆' => Script.Kanji,
        _ => char.IsLetter(c) ? Script.Letter : Script.Other,
    };

    private static IEnumerable<LexicalFeature> Word(string word)
    {
        if (FunctionWords.Contains(word))
        {
            yield return new LexicalFeature("w" + word, 0.05f, IsToken: true);
            yield break;
        }

        var stem = EnglishStem.Of(word);
        yield return new LexicalFeature("w" + stem, 1f + 0.12f * Math.Min(stem.Length, 10), IsToken: true);
        for (var i = 0; i + 4 <= word.Length && word.Length > 4; i++)
        {
            yield return new LexicalFeature(string.Concat("g", word.AsSpan(i, 4)), 0.35f, IsToken: false);
        }
    }

    private static IEnumerable<LexicalFeature> Japanese(string run)
    {
        for (var i = 0; i < run.Length; i++)
        {
            var here = ScriptOf(run[i]);
            if (here == Script.Kanji)
            {
                yield return new LexicalFeature("k" + run[i], 0.8f, IsToken: true);
            }
            else if (here == Script.Katakana && (i == 0 || ScriptOf(run[i - 1]) != Script.Katakana))
            {
                var end = i;
                while (end < run.Length && ScriptOf(run[end]) == Script.Katakana)
                {
                    end++;
                }

                yield return new LexicalFeature("t" + run[i..end], 1.4f, IsToken: true);
            }

            if (i + 1 < run.Length)
            {
                var weight = PairWeight(here, ScriptOf(run[i + 1]));
                yield return new LexicalFeature(
                    string.Concat("b", run.AsSpan(i, 2)), weight, IsToken: here == Script.Hiragana);
            }
        }
    }

    private static float PairWeight(Script first, Script second) => (first, second) switch
    {
        (Script.Hiragana, Script.Hiragana) => 0.25f,
        (Script.Kanji, Script.Kanji) => 1.5f,
        (Script.Katakana, Script.Katakana) => 1f,
        _ => 0.6f,
    };
}
