using System.Text;
using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.Tokenizers;

/// <summary>
/// SentencePiece's unigram model (Kudo 2018), which GGUF calls 't5': of all ways to cut the text into tokens, the one
/// with the highest sum of scores. Files bring their own normalization (<see cref="CharacterMap"/>).
/// </summary>
internal sealed class UnigramTokenizer : Tokenizer
{
    // What an unknown character costs more than the least likely token.
    private const double UnknownPenalty = 10;

    private readonly Vocabulary _vocabulary;
    private readonly float[] _scores;
    private readonly TokenTrie _pieces;
    private readonly CharacterMap? _characters;
    private readonly double _unknownScore;
    private readonly int _unknown;
    private readonly bool _addsSpace;
    private readonly bool _spaceBehind;
    private readonly bool _mergesSpaces;

    public UnigramTokenizer(Vocabulary vocabulary, GgufMetadata metadata)
        : base(vocabulary, metadata)
    {
        _vocabulary = vocabulary;
        _scores = vocabulary.ReadScores(metadata);
        _characters = CharacterMap.FromMetadata(metadata);
        _unknown = vocabulary.UnknownToken ?? throw new ModelFileException(
            "The tokenizer has no unknown token (tokenizer.ggml.unknown_token_id).");
        _addsSpace = metadata.FindBoolean("tokenizer.ggml.add_space_prefix") ?? false;
        _spaceBehind = metadata.FindBoolean("tokenizer.ggml.treat_whitespace_as_suffix") ?? false;
        _mergesSpaces = metadata.FindBoolean("tokenizer.ggml.remove_extra_whitespaces") ?? false;
        _pieces = new TokenTrie(vocabulary.Count * 2);
        var least = float.MaxValue;
        for (var token = 0; token < vocabulary.Count; token++)
        {
            var kind = vocabulary.Kind(token);
            least = kind is TokenKind.Normal ? Math.Min(least, _scores[token]) : least;
            if (kind is TokenKind.Normal or TokenKind.UserDefined or TokenKind.Unused)
            {
                _pieces.Add(vocabulary.Name(token), token);
            }
        }

        _unknownScore = least - UnknownPenalty;
    }

    private protected override void EncodeText(string text, List<int> tokens)
    {
        text = Normalize(text);
        if (text.Length == 0)
        {
            return;
        }

        var best = new Step[text.Length + 1];
        Array.Fill(best, new Step(_unknown, 0, double.NegativeInfinity));
        best[0] = new Step(_unknown, 0, 0);
        for (var start = 0; start < text.Length;)
        {
            var length = char.IsSurrogate(text[start]) ? 2 : 1;
            Extend(text, start, length, best);
            start += length;
        }

        Collect(best, tokens);
    }

    private void Extend(string text, int start, int characterLength, Step[] best)
    {
        var isKnown = false;
        var node = _pieces.Step(TokenTrie.Root, text[start]);
        for (var end = start + 1; node != TokenTrie.None; end++)
        {
            if (_pieces.TokenAt(node) is var token and not TokenTrie.None)
            {
                isKnown |= end - start == characterLength;
                Offer(ref best[end], token, _vocabulary.Kind(token) is TokenKind.UserDefined ? 0 : _scores[token]);
            }

            node = end < text.Length ? _pieces.Step(node, text[end]) : TokenTrie.None;
        }

        if (!isKnown)
        {
            Offer(ref best[start + characterLength], _unknown, _unknownScore);
        }

        void Offer(ref Step step, int token, double score)
        {
            if (best[start].Score + score > step.Score)
            {
                step = new Step(token, start, best[start].Score + score);
            }
        }
    }

    // From the end to the start; unknown characters in a row are one unknown token.
    private void Collect(Step[] best, List<int> tokens)
    {
        var first = tokens.Count;
        var wasUnknown = false;
        for (var end = best.Length - 1; end > 0; end = best[end].Start)
        {
            var isUnknown = best[end].Token == _unknown;
            if (!(isUnknown && wasUnknown))
            {
                tokens.Add(best[end].Token);
            }

            wasUnknown = isUnknown;
        }

        tokens.Reverse(first, tokens.Count - first);
    }

    private string Normalize(string text)
    {
        var mapped = _characters is null ? text : _characters.Map(text);
        var normalized = new StringBuilder(mapped.Length + 8);
        var isFirst = true;
        var inWord = false;
        foreach (var rune in mapped.EnumerateRunes())
        {
            if (rune.Value == ' ')
            {
                inWord = false;
                normalized.Append(_mergesSpaces ? "" : "\u2581");
                continue;
            }

            if (!inWord && ((isFirst && _addsSpace && !_spaceBehind) || _mergesSpaces))
            {
                normalized.Append('\u2581');
                isFirst = false;
            }

            inWord = true;
            normalized.Append(rune);
        }

        return normalized.Append(_spaceBehind && _addsSpace ? "\u2581" : "").ToString();
    }

    private readonly record struct Step(int Token, int Start, double Score);
}
