using System.Text;
using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.Tokenizers;

/// <summary>
/// Byte-pair encoding driven by scores, as SentencePiece does it (Kudo and Richardson 2018) and GGUF calls 'llama':
/// starting from characters, the neighbours whose joint text is the best scored token are joined, leftmost first among
/// equals, until none is left. Spaces are U+2581; what has no token is spelt in byte tokens.
/// </summary>
internal sealed class SentencePieceTokenizer : Tokenizer
{
    private const char Space = '\u2581';

    private readonly Vocabulary _vocabulary;
    private readonly float[] _scores;
    private readonly int[] _byteTokens;
    private readonly bool _addsSpacePrefix;
    private readonly bool _wordsAreApart;

    public SentencePieceTokenizer(Vocabulary vocabulary, GgufMetadata metadata)
        : base(vocabulary, metadata)
    {
        _vocabulary = vocabulary;
        _scores = vocabulary.ReadScores(metadata);
        _addsSpacePrefix = metadata.FindBoolean("tokenizer.ggml.add_space_prefix") ?? true;
        _byteTokens = vocabulary.ByteTokens();
        if (vocabulary.UnknownToken is null && Array.Exists(_byteTokens, token => token < 0))
        {
            throw new ModelFileException(
                "The tokenizer has neither 256 byte tokens nor an unknown token (tokenizer.ggml.unknown_token_id).");
        }

        // Then nothing can be joined across the border of two words, and each can be encoded for itself.
        _wordsAreApart = !Enumerable.Range(0, vocabulary.Count).Any(token =>
            vocabulary.Kind(token) is TokenKind.Normal or TokenKind.UserDefined
            && vocabulary.Name(token).AsSpan().TrimStart(Space).Contains(Space));
    }

    private protected override void EncodeText(string text, List<int> tokens)
    {
        var normalized = (_addsSpacePrefix ? " " + text : text).Replace(' ', Space);
        var merger = new TokenMerger<ScoredPairs>(
            new ScoredPairs(_vocabulary, _scores, new char[2 * Vocabulary.NameCharactersMax]));
        var symbols = new int[Math.Min(normalized.Length, 64)];
        for (var start = 0; start < normalized.Length;)
        {
            var end = _wordsAreApart ? EndOfWord(normalized, start) : normalized.Length;
            if (symbols.Length < end - start)
            {
                symbols = new int[end - start];
            }

            EncodeWord(normalized.AsSpan(start..end), symbols, merger, tokens);
            start = end;
        }
    }

    private static int EndOfWord(string text, int start)
    {
        while (start < text.Length && text[start] == Space)
        {
            start++;
        }

        var length = text.AsSpan(start).IndexOf(Space);
        return length < 0 ? text.Length : start + length;
    }

    private void EncodeWord(
        ReadOnlySpan<char> word, Span<int> symbols, TokenMerger<ScoredPairs> merger, List<int> tokens)
    {
        var count = 0;
        while (!word.IsEmpty)
        {
            Rune.DecodeFromUtf16(word, out var rune, out var length);
            symbols[count++] = _vocabulary.TryGetText(word[..length], out var token) ? token : ~rune.Value;
            word = word[length..];
        }

        Span<byte> bytes = stackalloc byte[4];
        foreach (var symbol in symbols[..merger.Merge(symbols[..count])])
        {
            if (symbol >= 0)
            {
                tokens.Add(symbol);
                continue;
            }

            foreach (var value in bytes[..new Rune(~symbol).EncodeToUtf8(bytes)])
            {
                tokens.Add(_byteTokens[value] is var byteToken and >= 0 ? byteToken : _vocabulary.UnknownToken!.Value);
            }
        }
    }
}
