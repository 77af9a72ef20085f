using System.Globalization;
using System.Text;
using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.Tokenizers;

/// <summary>The entries of a tokenizer, checked once: every id that passes here is safe to use as an index.</summary>
internal sealed class Vocabulary
{
    /// <summary>The longest name of a token.</summary>
    public const int NameCharactersMax = 1024;

    private const int TokensMax = 4 * 1024 * 1024;

    // Turn ends of the common chat formats, for files that name only one of theirs in the metadata.
    private static readonly string[] TurnEnds =
    [
        "</s>", "<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|eom_id|>", "<|end_of_text|>", "<|end|>",
        "<end_of_turn>", "<eos>", "<|return|>", "<|call|>", "<|flush|>", "<|calls|>", "<EOT>", "_<EOT>", "[EOT]",
        "[EOS]", "<end_of_utterance>", "<turn|>", "<|tool_response>", "<\uFF5Cend\u2581of\u2581sentence\uFF5C>",
    ];

    private readonly string[] _names;
    private readonly TokenKind[] _kinds;
    private readonly byte[] _bytes;
    private readonly int[] _byteEnds;
    private readonly NameTable _ids;
    private readonly HashSet<int> _endOfGeneration = [];

    private Vocabulary(string[] names, TokenKind[] kinds, bool byteLevel)
    {
        _names = names;
        _kinds = kinds;
        _ids = new NameTable(names);
        _byteEnds = new int[names.Length];
        for (var token = 0; token < names.Length; token++)
        {
            if (names[token].Length > NameCharactersMax)
            {
                throw new ModelFileException($"Token {token} (tokenizer.ggml.tokens) has {names[token].Length} "
                    + $"characters; at most {NameCharactersMax} are supported.");
            }
        }

        FixKinds();
        var bytes = new TokenBytesWriter(names.Length * 8);
        for (var token = 0; token < names.Length; token++)
        {
            Spell(bytes, names[token], kinds[token], byteLevel, token);
            _byteEnds[token] = bytes.Length;
        }

        _bytes = bytes.ToArray();
    }

    public int Count => _names.Length;

    public int? BosToken { get; private init; }

    public int? EosToken { get; private init; }

    public int? SepToken { get; private init; }

    public int? UnknownToken { get; private init; }

    public bool AddsBos { get; private init; }

    public bool AddsEos { get; private init; }

    public static Vocabulary FromMetadata(GgufMetadata metadata, TokenizerFamily family)
    {
        var names = metadata.GetStrings("tokenizer.ggml.tokens").ToArray();
        if (names.Length is 0 or > TokensMax)
        {
            throw new ModelFileException(
                $"The vocabulary (tokenizer.ggml.tokens) has {names.Length} tokens; 1 to {TokensMax} are supported.");
        }

        int? Find(string name, int? familys) => (int?)metadata.FindInteger(
            $"tokenizer.ggml.{name}", 0, names.Length - 1) ?? (familys < names.Length ? familys : null);

        var bos = Find("bos_token_id", family.BosToken);
        var sep = Find("seperator_token_id", family.SepToken);
        var eos = Find("eos_token_id", family.EosToken) ?? (family.EndsWithSeparator ? sep : null);
        var vocabulary = new Vocabulary(names, ReadKinds(metadata, names.Length), family.IsByteLevel)
        {
            BosToken = bos,
            EosToken = family.EndsWithSeparator ? sep : eos,
            SepToken = sep,
            UnknownToken = Find("unknown_token_id", family.UnknownToken),
            AddsBos = bos is not null && (metadata.FindBoolean("tokenizer.ggml.add_bos_token") ?? family.AddsBos),
            AddsEos = family.EndsWithSeparator ? sep is not null
                : eos is not null && (metadata.FindBoolean("tokenizer.ggml.add_eos_token") ?? family.AddsEos),
        };
        int?[] ends = [eos, Find("eot_token_id", null), Find("eom_token_id", null)];
        vocabulary._endOfGeneration.UnionWith(ends.OfType<int>());
        vocabulary.AddTurnEnds();
        return vocabulary;
    }

    public string Name(int token) => _names[token];

    public TokenKind Kind(int token) => _kinds[token];

    public ReadOnlySpan<byte> Bytes(int token) =>
        _bytes.AsSpan((token == 0 ? 0 : _byteEnds[token - 1]).._byteEnds[token]);

    public bool IsEndOfGeneration(int token) => _endOfGeneration.Contains(token);

    public bool TryGet(ReadOnlySpan<char> name, out int token) => _ids.TryGet(name, out token);

    /// <summary>Finds a token that text may become: control and byte tokens are not, whatever the text.</summary>
    public bool TryGetText(ReadOnlySpan<char> name, out int token) =>
        _ids.TryGet(name, out token) && _kinds[token] is TokenKind.Normal or TokenKind.UserDefined;

    /// <summary>The byte tokens `&lt;0x00&gt;` to `&lt;0xFF&gt;`, -1 where one is missing.</summary>
    public int[] ByteTokens()
    {
        var tokens = Enumerable.Repeat(-1, 256).ToArray();
        for (var token = Count - 1; token >= 0; token--)
        {
            if (Kind(token) is TokenKind.Byte)
            {
                tokens[Bytes(token)[0]] = token;
            }
        }

        return tokens;
    }

    /// <summary>Reads tokenizer.ggml.scores: a finite number for each token.</summary>
    public float[] ReadScores(GgufMetadata metadata)
    {
        var scores = metadata.GetNumbers("tokenizer.ggml.scores").ToArray();
        return scores.Length == Count && Array.TrueForAll(scores, float.IsFinite)
            ? scores
            : throw new ModelFileException($"The tokenizer's scores (tokenizer.ggml.scores) must be {Count} finite "
                + $"numbers, one for each token; the file has {scores.Length}, or some are not finite.");
    }

    private static TokenKind[] ReadKinds(GgufMetadata metadata, int count)
    {
        if (metadata.FindIntegers("tokenizer.ggml.token_type") is not { } numbers)
        {
            return Enumerable.Repeat(TokenKind.Normal, count).ToArray();
        }

        if (numbers.Count != count)
        {
            throw new ModelFileException(
                $"The vocabulary has {count} tokens but {numbers.Count} types (tokenizer.ggml.token_type).");
        }

        return [.. numbers.Select(KindOf)];

        static TokenKind KindOf(int number) => number is >= 1 and <= 6
            ? (TokenKind)number
            : throw new ModelFileException($"The token type {number} (tokenizer.ggml.token_type) is unknown.");
    }

    private static void Spell(TokenBytesWriter bytes, string name, TokenKind kind, bool byteLevel, int token)
    {
        switch (kind)
        {
            case TokenKind.Control or TokenKind.Unused or TokenKind.Unknown:
                break;
            case TokenKind.Byte:
                bytes.Write(ParseByte(name, token));
                break;
            case TokenKind.Normal when byteLevel:
                bytes.WriteByteLevel(name);
                break;
            default:
                bytes.WriteText(name, spaces: !byteLevel);
                break;
        }
    }

    private static byte ParseByte(string name, int token) =>
        name is ['<', '0', 'x', _, _, '>']
        && byte.TryParse(name.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new ModelFileException(
                $"Token {token} is of type byte but is called '{name}' instead of <0x00>…<0xFF>.");

    private void FixKinds()
    {
        foreach (var end in TurnEnds)
        {
            // Some files call their turn ends ordinary text; then anyone could write them.
            if (TryGet(end, out var token) && Kind(token) is TokenKind.Normal or TokenKind.UserDefined)
            {
                _kinds[token] = TokenKind.Control;
            }
        }

        // Gemma 4 knows "</s>" as a mark of HTML.
        if (TryGet("<|tool_response>", out _) && TryGet("</s>", out var strike))
        {
            _kinds[strike] = TokenKind.Normal;
        }
    }

    private void AddTurnEnds()
    {
        foreach (var end in TurnEnds)
        {
            if (TryGet(end, out var token) && Kind(token) is TokenKind.Control)
            {
                _endOfGeneration.Add(token);
            }
        }

        // Of these formats '<|end|>' closes a message and not the turn.
        if (TryGet("<|end|>", out var messageEnd)
            && ((IsControl("<|return|>") && IsControl("<|call|>"))
                || (IsControl("<|flush|>") && IsControl("<|calls|>"))))
        {
            _endOfGeneration.Remove(messageEnd);
        }

        bool IsControl(string name) => TryGet(name, out var token) && Kind(token) is TokenKind.Control;
    }
}
