using System.Globalization;
using System.Text;
using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.Tokenizers;

/// <summary>
/// WordPiece as BERT has it: the text is cut into words at white space, punctuation and ideographs; a word is cut into
/// the longest tokens from its start on, or is unknown. GGUF marks tokens that start a word by U+2581.
/// </summary>
internal sealed class WordPieceTokenizer : Tokenizer
{
    private readonly TokenTrie _pieces;
    private readonly BaseCharacters? _bases;
    private readonly bool _lowerCases;
    private readonly int _unknown;

    public WordPieceTokenizer(Vocabulary vocabulary, GgufMetadata metadata)
        : base(vocabulary, metadata)
    {
        _unknown = vocabulary.UnknownToken ?? throw new ModelFileException(
            "The tokenizer has no unknown token (tokenizer.ggml.unknown_token_id).");
        _lowerCases = metadata.FindBoolean("tokenizer.ggml.normalizer.lowercase") ?? true;
        _bases = metadata.FindBoolean("tokenizer.ggml.normalizer.strip_accents") ?? _lowerCases
            ? BaseCharacters.Load()
            : null;
        _pieces = new TokenTrie(vocabulary.Count * 2);
        for (var token = 0; token < vocabulary.Count; token++)
        {
            if (vocabulary.Kind(token) is TokenKind.Normal or TokenKind.UserDefined)
            {
                _pieces.Add(vocabulary.Name(token), token);
            }
        }
    }

    private protected override void EncodeText(string text, List<int> tokens)
    {
        var word = new StringBuilder();
        foreach (var original in text.EnumerateRunes())
        {
            var rune = _bases is null ? original : _bases.Of(original);
            var category = Rune.GetUnicodeCategory(rune);
            if (Rune.IsWhiteSpace(rune))
            {
                EncodeWord(word, tokens);
                continue;
            }

            if (IsDropped(rune, category))
            {
                continue;
            }

            var isWord = category
                is >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation
                || (rune.Value < 0x7F
                    && category is >= UnicodeCategory.MathSymbol and <= UnicodeCategory.OtherSymbol)
                || IsIdeograph(rune.Value);
            if (isWord)
            {
                EncodeWord(word, tokens);
            }

            word.Append(_lowerCases ? LowerCase(rune) : rune);
            if (isWord)
            {
                EncodeWord(word, tokens);
            }
        }

        EncodeWord(word, tokens);
    }

    private static Rune LowerCase(Rune rune) =>
        rune.Value == 0x130 ? new Rune('i') : Rune.ToLowerInvariant(rune);

    // The blocks of unified and compatibility ideographs, as BERT's own tokenizer lists them.
    private static bool IsIdeograph(int value) => value is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF)
        or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F)
        or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    private bool IsDropped(Rune rune, UnicodeCategory category) =>
        rune.Value is 0 or 0xFFFD
        || category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
            or UnicodeCategory.Surrogate
        || (_bases is not null && category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.EnclosingMark);

    private void EncodeWord(StringBuilder letters, List<int> tokens)
    {
        if (letters.Length == 0)
        {
            return;
        }

        var word = letters.Insert(0, '\u2581').ToString();
        letters.Clear();
        var first = tokens.Count;
        for (var start = 0; start < word.Length;)
        {
            var (token, length) = LongestAt(word.AsSpan(start));
            if (length == 0)
            {
                tokens.RemoveRange(first, tokens.Count - first);
                tokens.Add(_unknown);
                return;
            }

            tokens.Add(token);
            start += length;
        }
    }

    private (int Token, int Length) LongestAt(ReadOnlySpan<char> text)
    {
        var found = (Token: 0, Length: 0);
        var node = TokenTrie.Root;
        for (var length = 1; length <= text.Length; length++)
        {
            node = _pieces.Step(node, text[length - 1]);
            if (node == TokenTrie.None)
            {
                break;
            }

            if (_pieces.TokenAt(node) is var token and not TokenTrie.None)
            {
                found = (token, length);
            }
        }

        return found;
    }
}
