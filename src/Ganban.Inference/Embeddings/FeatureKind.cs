namespace Ganban.Inference.Embeddings;

/// <summary>What a feature of a text is. At most sixteen kinds: <see cref="LexicalFeature"/> keeps four bits.</summary>
internal enum FeatureKind
{
    /// <summary>The stem of a Latin word.</summary>
    Stem,

    /// <summary>A word of English grammar.</summary>
    FunctionWord,

    /// <summary>Three letters of a Latin word, its two ends among them.</summary>
    ThreeLetters,

    /// <summary>Four letters of a Latin word, its two ends among them.</summary>
    FourLetters,

    /// <summary>A run of digits.</summary>
    Number,

    /// <summary>A word of another alphabet, or a run of characters beyond the basic plane.</summary>
    OtherWord,

    /// <summary>One kanji.</summary>
    Kanji,

    /// <summary>One katakana.</summary>
    Katakana,

    /// <summary>A run of katakana without the long mark at its end.</summary>
    KatakanaWord,

    /// <summary>Two kanji.</summary>
    KanjiPair,

    /// <summary>Two katakana.</summary>
    KatakanaPair,

    /// <summary>Two hiragana.</summary>
    HiraganaPair,

    /// <summary>A kanji and the hiragana behind it.</summary>
    KanjiHiragana,

    /// <summary>A hiragana and the kanji behind it.</summary>
    HiraganaKanji,

    /// <summary>Any other two Japanese characters.</summary>
    MixedPair,
}
