using System.Collections.Frozen;

namespace Ganban.Inference.Embeddings;

/// <summary>
/// Cuts folded text into features: stems and pieces of Latin words, numbers; of Japanese, which is written without
/// spaces, single characters and pairs of neighbours within a run of kana and kanji, and words in katakana.
/// </summary>
internal static class LexicalFeatures
{
    private const int RunLengthMax = 64;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> FunctionWords = FrozenSet.Create(
        StringComparer.Ordinal,
        "a", "about", "after", "all", "also", "an", "and", "any", "are", "as", "at", "be", "because", "been", "before",
        "being", "between", "both", "but", "by", "can", "could", "did", "do", "does", "during", "each", "for", "from",
        "had", "has", "have", "he", "her", "his", "how", "i", "if", "in", "into", "is", "it", "its", "many", "may",
        "me", "more", "most", "much", "my", "no", "not", "of", "on", "one", "or", "other", "our", "out", "over", "she",
        "should", "so", "some", "such", "than", "that", "the", "their", "them", "then", "there", "these", "they",
        "this", "those", "to", "under", "up", "was", "we", "were", "what", "when", "where", "which", "while", "who",
        "whom", "whose", "why", "will", "with", "would", "you", "your").GetAlternateLookup<ReadOnlySpan<char>>();

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

    /// <summary>Adds the features of <paramref name="folded"/> to a list, as often as they occur.</summary>
    public static void Cut(ReadOnlySpan<char> folded, List<ulong> features)
    {
        while (!folded.IsEmpty)
        {
            var script = ScriptOf(folded[0]);
            var length = 1;
            while (length < folded.Length && length < RunLengthMax && Joins(script, ScriptOf(folded[length])))
            {
                length++;
            }

            CutRun(folded[..length], script, features);
            folded = folded[length..];
        }
    }

    private static void CutRun(ReadOnlySpan<char> run, Script script, List<ulong> features)
    {
        switch (script)
        {
            case Script.Other:
                break;
            case Script.Latin:
                CutWord(run, features);
                break;
            case Script.Digit:
                features.Add(LexicalFeature.Of(FeatureKind.Number, run));
                break;
            case Script.Letter:
                features.Add(LexicalFeature.Of(FeatureKind.OtherWord, run));
                break;
            default:
                CutJapanese(run, features);
                break;
        }
    }

    private static bool Joins(Script first, Script next) =>
        first == next || (IsJapanese(first) && IsJapanese(next));

    private static bool IsJapanese(Script script) => script is Script.Hiragana or Script.Katakana or Script.Kanji;

    private static Script ScriptOf(char c) => c switch
    {
        >= 'a' and <= 'z' => Script.Latin,
        >= '0' and <= '9' => Script.Digit,
        < '\u0080' => Script.Other,
        >= 'ぁ' and <= 'ゟ' => Script.Hiragana,
        (>= 'ァ' and <= 'ヿ' and not '・') => Script.Katakana,
        (>= '\u3400' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF') or '々' or '〆' => Script.Kanji,
        _ => char.IsLetter(c) || char.IsSurrogate(c) ? Script.Letter : Script.Other,
    };

    private static void CutWord(ReadOnlySpan<char> word, List<ulong> features)
    {
        if (FunctionWords.Contains(word))
        {
            features.Add(LexicalFeature.Of(FeatureKind.FunctionWord, word));
            return;
        }

        // The marks at both ends tell a piece from one inside a word.
        Span<char> marked = stackalloc char[RunLengthMax + 2];
        marked = marked[..(word.Length + 2)];
        word.CopyTo(marked[1..]);
        (marked[0], marked[^1]) = ('^', '$');
        for (var i = 0; i + 3 <= marked.Length; i++)
        {
            features.Add(LexicalFeature.Of(FeatureKind.ThreeLetters, marked.Slice(i, 3)));
            if (i + 4 <= marked.Length)
            {
                features.Add(LexicalFeature.Of(FeatureKind.FourLetters, marked.Slice(i, 4)));
            }
        }

        var stem = marked[1..^1];
        features.Add(LexicalFeature.Of(FeatureKind.Stem, stem[..EnglishStem.Cut(stem)]));
    }

    private static void CutJapanese(ReadOnlySpan<char> run, List<ulong> features)
    {
        var before = Script.Other;
        for (var i = 0; i < run.Length; i++)
        {
            var here = ScriptOf(run[i]);
            if (here == Script.Kanji)
            {
                features.Add(LexicalFeature.Of(FeatureKind.Kanji, run.Slice(i, 1)));
            }
            else if (here == Script.Katakana)
            {
                features.Add(LexicalFeature.Of(FeatureKind.Katakana, run.Slice(i, 1)));
                if (before != Script.Katakana)
                {
                    AddKatakanaWord(run[i..], features);
                }
            }

            if (i + 1 < run.Length)
            {
                features.Add(LexicalFeature.Of(PairKind(here, ScriptOf(run[i + 1])), run.Slice(i, 2)));
            }

            before = here;
        }
    }

    /// <summary>Adds the word at the beginning: コンピュータ and コンピューター are the same.</summary>
    private static void AddKatakanaWord(ReadOnlySpan<char> run, List<ulong> features)
    {
        var length = 1;
        while (length < run.Length && ScriptOf(run[length]) == Script.Katakana)
        {
            length++;
        }

        if (length > 1)
        {
            length -= length > 3 && run[length - 1] == 'ー' ? 1 : 0;
            features.Add(LexicalFeature.Of(FeatureKind.KatakanaWord, run[..length]));
        }
    }

    private static FeatureKind PairKind(Script first, Script second) => (first, second) switch
    {
        (Script.Kanji, Script.Kanji) => FeatureKind.KanjiPair,
        (Script.Katakana, Script.Katakana) => FeatureKind.KatakanaPair,
        (Script.Hiragana, Script.Hiragana) => FeatureKind.HiraganaPair,
        (Script.Kanji, Script.Hiragana) => FeatureKind.KanjiHiragana,
        (Script.Hiragana, Script.Kanji) => FeatureKind.HiraganaKanji,
        _ => FeatureKind.MixedPair,
    };
}
