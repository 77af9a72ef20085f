namespace Ganban.Inference.Embeddings;

/// <summary>A feature of a text is one number: a hash of what it spells, with its kind in the last four bits.</summary>
internal static class LexicalFeature
{
    private const ulong KindBits = 15;

    /// <summary>The feature of a kind that spells <paramref name="text"/>: FNV-1a, a UTF-16 unit at a time.</summary>
    public static ulong Of(FeatureKind kind, ReadOnlySpan<char> text)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var unit in text)
        {
            hash = (hash ^ unit) * 0x100000001B3;
        }

        return (hash & ~KindBits) | (ulong)kind;
    }

    /// <summary>What a feature is.</summary>
    public static FeatureKind KindOf(ulong feature) => (FeatureKind)(feature & KindBits);

    /// <summary>
    /// How much a kind says, from 0 to 1. Tuned on halves of public question sets that nothing is reported on
    /// (models/embedding.md).
    /// </summary>
    public static double Weight(FeatureKind kind) => kind switch
    {
        FeatureKind.Stem or FeatureKind.Number or FeatureKind.OtherWord => 1,
        FeatureKind.FunctionWord => 0.05,
        FeatureKind.ThreeLetters => 0.2,
        FeatureKind.FourLetters => 0.3,
        FeatureKind.Kanji => 0.6,
        FeatureKind.Katakana => 0.2,
        FeatureKind.KatakanaWord => 0.8,
        FeatureKind.KanjiPair => 0.5,
        FeatureKind.KatakanaPair => 0.4,
        FeatureKind.KanjiHiragana => 0.3,
        FeatureKind.HiraganaKanji => 0.25,
        _ => 0.15,
    };

    /// <summary>True for the kinds that count as tokens of usage: words, kanji, pairs of hiragana.</summary>
    public static bool IsToken(FeatureKind kind) => kind is FeatureKind.Stem or FeatureKind.FunctionWord
        or FeatureKind.Number or FeatureKind.OtherWord or FeatureKind.Kanji or FeatureKind.KatakanaWord
        or FeatureKind.HiraganaPair;
}
