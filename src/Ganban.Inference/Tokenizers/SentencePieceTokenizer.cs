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
    private const int None = -1;

    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _text;
    private readonly float[] _scores;
    private readonly int[] _byteTokens;
    private readonly int? _unknown;
    private readonly bool _addsSpacePrefix;

    public SentencePieceTokenizer(Vocabulary vocabulary, GgufMetadata metadata)
        : base(vocabulary, metadata)
    {
        _scores = vocabulary.ReadScores(metadata);
        _addsSpacePrefix = metadata.FindBoolean("tokenizer.ggml.add_space_prefix") ?? true;
        _unknown = (int?)metadata.FindInteger("tokenizer.ggml.unknown_token_id", 0, vocabulary.Count - 1);
        _byteTokens = Enumerable.Repeat(None, 256).ToArray();
        var text = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var token = 0; token < vocabulary.Count; token++)
        {
            // Control and byte tokens are left out: user text that spells their name stays text.
            switch (vocabulary.Kind(token))
            {
                case TokenKind.Normal or TokenKind.UserDefined:
                    text.TryAdd(vocabulary.Name(token), token);
                    break;
                case TokenKind.Byte:
                    _byteTokens[vocabulary.Bytes(token)[0]] = token;
                    break;
            }
        }

        if (_unknown is null && Array.Exists(_byteTokens, token => token == None))
        {
            throw new ModelFileException(
                "The tokenizer has neither 256 byte tokens nor an unknown token (tokenizer.ggml.unknown_token_id).");
        }

        _text = text.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    private protected override void EncodeText(string text, List<int> tokens)
    {
        if (text.Length == 0)
        {
            return;
        }

        text = Normalize(text);
        var symbols = Split(text);
        var candidates = new PriorityQueue<(int Left, int Length), (float, int)>();
        for (var left = 0; left < symbols.Length - 1; left++)
        {
            Propose(text, symbols, left, candidates);
        }

        while (candidates.TryDequeue(out var candidate, out _))
        {
            ref var left = ref symbols[candidate.Left];
            var right = left.Next;

            // A symbol that was joined since has another length, zero if it was the right one.
            if (right == None || left.Length == 0 || left.Length + symbols[right].Length != candidate.Length)
            {
                continue;
            }

            left.Length = candidate.Length;
            left.Next = symbols[right].Next;
            symbols[right].Length = 0;
            if (left.Next != None)
            {
                symbols[left.Next].Previous = candidate.Left;
            }

            Propose(text, symbols, candidate.Left, candidates);
            Propose(text, symbols, left.Previous, candidates);
        }

        for (var symbol = 0; symbol != None; symbol = symbols[symbol].Next)
        {
            Emit(text.AsSpan(symbols[symbol].Start, symbols[symbol].Length), tokens);
        }
    }

    private string Normalize(string text)
    {
        var valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace(' ', '\u2581');
        return _addsSpacePrefix ? '\u2581' + valid : valid;
    }

    private static Symbol[] Split(string text)
    {
        var symbols = new List<Symbol>(text.Length);
        for (var start = 0; start < text.Length;)
        {
            var length = char.IsSurrogate(text[start]) ? 2 : 1;
            symbols.Add(new Symbol
            {
                Start = start,
                Length = length,
                Previous = symbols.Count - 1,
                Next = start + length < text.Length ? symbols.Count + 1 : None,
            });
            start += length;
        }

        return [.. symbols];
    }

    private void Propose(
        string text, Symbol[] symbols, int left, PriorityQueue<(int Left, int Length), (float, int)> candidates)
    {
        if (left == None || symbols[left].Next == None)
        {
            return;
        }

        var length = symbols[left].Length + symbols[symbols[left].Next].Length;
        if (_text.TryGetValue(text.AsSpan(symbols[left].Start, length), out var token))
        {
            candidates.Enqueue((left, length), (-_scores[token], left));
        }
    }

    private void Emit(ReadOnlySpan<char> symbol, List<int> tokens)
    {
        if (_text.TryGetValue(symbol, out var token))
        {
            tokens.Add(token);
            return;
        }

        Span<byte> bytes = stackalloc byte[4];
        foreach (var value in bytes[..Encoding.UTF8.GetBytes(symbol, bytes)])
        {
            tokens.Add(_byteTokens[value] is var byteToken and not None ? byteToken : _unknown!.Value);
        }
    }

    private struct Symbol
    {
        public int Start;
        public int Length;
        public int Previous;
        public int Next;
    }
}
