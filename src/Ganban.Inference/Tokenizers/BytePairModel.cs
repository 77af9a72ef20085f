using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.Tokenizers;

/// <summary>What a byte-pair encoding needs of a file.</summary>
internal sealed class BytePairModel
{
    public BytePairModel(Vocabulary vocabulary, GgufMetadata metadata, bool spellsCharacters)
    {
        Vocabulary = vocabulary;
        Merges = BytePairMerges.Read(metadata, vocabulary);
        ByteTokens = spellsCharacters ? vocabulary.ByteTokens() : AlphabetTokens(vocabulary);
    }

    public Vocabulary Vocabulary { get; }

    /// <summary>Left and right token to rank and joined token.</summary>
    public PairTable Merges { get; }

    /// <summary>The token of each byte, -1 where one is missing.</summary>
    public int[] ByteTokens { get; }

    private static int[] AlphabetTokens(Vocabulary vocabulary)
    {
        var tokens = new int[256];
        for (var value = 0; value < 256; value++)
        {
            var name = ByteAlphabet.GetCharacter((byte)value);
            tokens[value] = vocabulary.TryGet(new ReadOnlySpan<char>(in name), out var token) ? token : -1;
        }

        return tokens;
    }
}
