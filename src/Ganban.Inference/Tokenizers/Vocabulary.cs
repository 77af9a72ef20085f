using System.Globalization;
using System.Text;
using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.Tokenizers;

/// <summary>The entries of a tokenizer, checked once: every id that passes here is safe to use as an index.</summary>
internal sealed class Vocabulary
{
    private const int TokensMax = 4 * 1024 * 1024;

    // Turn ends of the common chat formats, for files that name only one of theirs in the metadata.
    private static readonly string[] TurnEnds =
    [
        "</s>", "<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|eom_id|>", "<|end_of_text|>", "<|end|>",
        "<end_of_turn>", "<eos>", "<|return|>", "<|call|>",
    ];

    private readonly string[] _names;
    private readonly TokenKind[] _kinds;
    private readonly byte[][] _bytes;
    private readonly Dictionary<string, int> _ids;
    private readonly HashSet<int> _endOfGeneration = [];

    private Vocabulary(string[] names, TokenKind[] kinds)
    {
        _names = names;
        _kinds = kinds;
        _ids = new Dictionary<string, int>(names.Length, StringComparer.Ordinal);
        _bytes = new byte[names.Length][];
        for (var token = 0; token < names.Length; token++)
        {
            _ids.TryAdd(names[token], token);
            _bytes[token] = BytesOf(names[token], kinds[token], token);
        }
    }

    public int Count => _names.Length;

    public int? BosToken { get; private init; }

    public int? EosToken { get; private init; }

    public bool AddsBos { get; private init; }

    public static Vocabulary FromMetadata(GgufMetadata metadata)
    {
        var names = metadata.GetStrings("tokenizer.ggml.tokens").ToArray();
        if (names.Length is 0 or > TokensMax)
        {
            throw new ModelFileException(
                $"The vocabulary (tokenizer.ggml.tokens) has {names.Length} tokens; 1 to {TokensMax} are supported.");
        }

        var bos = FindToken(metadata, "tokenizer.ggml.bos_token_id", names.Length);
        var eos = FindToken(metadata, "tokenizer.ggml.eos_token_id", names.Length);
        var vocabulary = new Vocabulary(names, ReadKinds(metadata, names.Length))
        {
            BosToken = bos,
            EosToken = eos,
            AddsBos = metadata.FindBoolean("tokenizer.ggml.add_bos_token") ?? bos is not null,
        };
        int?[] ends =
        [
            eos,
            FindToken(metadata, "tokenizer.ggml.eot_token_id", names.Length),
            FindToken(metadata, "tokenizer.ggml.eom_token_id", names.Length),
        ];
        vocabulary._endOfGeneration.UnionWith(ends.OfType<int>());
        foreach (var end in TurnEnds)
        {
            if (vocabulary.TryGet(end, out var token) && vocabulary.Kind(token) is TokenKind.Control)
            {
                vocabulary._endOfGeneration.Add(token);
            }
        }

        return vocabulary;
    }

    public string Name(int token) => _names[token];

    public TokenKind Kind(int token) => _kinds[token];

    public ReadOnlySpan<byte> Bytes(int token) => _bytes[token];

    public bool IsEndOfGeneration(int token) => _endOfGeneration.Contains(token);

    public bool TryGet(string name, out int token) => _ids.TryGetValue(name, out token);

    private static int? FindToken(GgufMetadata metadata, string key, int count) =>
        (int?)metadata.FindInteger(key, 0, count - 1);

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

    private static byte[] BytesOf(string name, TokenKind kind, int token) => kind switch
    {
        TokenKind.Control or TokenKind.Unused or TokenKind.Unknown => [],
        TokenKind.Byte => [ParseByte(name, token)],
        _ => Encoding.UTF8.GetBytes(name.Replace('\u2581', ' ')),
    };

    private static byte ParseByte(string name, int token) =>
        name is ['<', '0', 'x', _, _, '>']
        && byte.TryParse(name.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new ModelFileException(
                $"Token {token} is of type byte but is called '{name}' instead of <0x00>…<0xFF>.");
}
