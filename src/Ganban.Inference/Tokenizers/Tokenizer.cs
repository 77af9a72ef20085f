using System.Text;
using Ganban.Inference.ModelFiles;
using Ganban.Inference.Tokenizers.PreTokenizers;

namespace Ganban.Inference.Tokenizers;

/// <summary>Turns text into a model's tokens and back. Immutable and safe for concurrent use.</summary>
public abstract class Tokenizer
{
    private readonly Vocabulary _vocabulary;
    private readonly SpecialTokens _special;

    private protected Tokenizer(Vocabulary vocabulary, GgufMetadata metadata)
    {
        _vocabulary = vocabulary;
        _special = new SpecialTokens(vocabulary, metadata);
    }

    /// <summary>Number of tokens; ids run from 0 to one less.</summary>
    public int VocabularySize => _vocabulary.Count;

    /// <summary>The token that opens a sequence, or null.</summary>
    public int? BosToken => _vocabulary.BosToken;

    /// <summary>The token that ends a sequence, or null.</summary>
    public int? EosToken => _vocabulary.EosToken;

    /// <summary>The token that parts the two texts of a pair, or null.</summary>
    public int? SepToken => _vocabulary.SepToken;

    /// <summary>
    /// Whether a prompt must start with <see cref="BosToken"/>, which is then not null. Encoding never adds it.
    /// </summary>
    public bool AddsBos => _vocabulary.AddsBos;

    /// <summary>
    /// Whether a text that is read as a whole, such as one to embed, must end with <see cref="EosToken"/>, which is
    /// then not null; of BERT's this is <see cref="SepToken"/>. Encoding never adds it.
    /// </summary>
    public bool AddsEos => _vocabulary.AddsEos;

    /// <summary>Reads the tokenizer that a model file describes.</summary>
    /// <param name="metadata">The file's metadata.</param>
    /// <exception cref="ModelFileException">
    /// The description is incomplete, contradictory or of an unknown kind.
    /// </exception>
    public static Tokenizer FromMetadata(GgufMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        var model = metadata.GetString("tokenizer.ggml.model");
        switch (model)
        {
            case "llama":
                return new SentencePieceTokenizer(
                    Vocabulary.FromMetadata(metadata, TokenizerFamily.SentencePiece), metadata);
            case "t5":
                return new UnigramTokenizer(Vocabulary.FromMetadata(metadata, TokenizerFamily.Unigram), metadata);
            case "bert":
                return new WordPieceTokenizer(Vocabulary.FromMetadata(metadata, TokenizerFamily.WordPiece), metadata);
            case "gpt2" or "gemma4":
                var preTokenizer = PreTokenizer.Named(
                    model == "gemma4" ? model : metadata.FindString("tokenizer.ggml.pre"));
                var family = new TokenizerFamily
                {
                    AddsBos = preTokenizer.AddsBos,
                    IsByteLevel = !preTokenizer.SpellsCharacters,
                };
                return new BytePairTokenizer(Vocabulary.FromMetadata(metadata, family), metadata, preTokenizer);
            default:
                throw new ModelFileException($"The tokenizer '{model}' (tokenizer.ggml.model) is not supported; "
                    + "supported are 'llama', 'gpt2', 'gemma4', 't5' and 'bert'.");
        }
    }

    /// <summary>Encodes text without adding a begin-of-sequence token.</summary>
    /// <param name="text">Any UTF-16 text; lone surrogates become U+FFFD.</param>
    /// <param name="parseSpecial">
    /// Whether the names of control tokens in the text become those tokens. False for everything a user wrote.
    /// </param>
    /// <returns>The token ids.</returns>
    public IReadOnlyList<int> Encode(ReadOnlySpan<char> text, bool parseSpecial) =>
        Encode([new TextSegment(text.ToString(), parseSpecial)]);

    /// <summary>
    /// Encodes text of mixed origin. Segments are joined before they are cut into tokens, so that a border between
    /// them leaves no trace; only their right to contain control tokens differs.
    /// </summary>
    /// <param name="segments">The text in order.</param>
    /// <returns>The token ids, without a begin-of-sequence token.</returns>
    public IReadOnlyList<int> Encode(IReadOnlyList<TextSegment> segments)
    {
        ArgumentNullException.ThrowIfNull(segments);
        var tokens = new List<int>();
        var text = new StringBuilder();
        int? before = null;
        foreach (var (part, token) in segments.SelectMany(_special.Split))
        {
            text.Append(part.Span);
            if (token is not null)
            {
                EncodeBetween(before, token);
                tokens.Add(token.Value);
                before = token;
            }
        }

        EncodeBetween(before, null);
        return tokens;

        void EncodeBetween(int? left, int? right)
        {
            if (text.Length > 0 && _special.Strip(text.ToString(), left, right) is { Length: > 0 } between)
            {
                EncodeText(between, tokens);
            }

            text.Clear();
        }
    }

    /// <summary>
    /// The UTF-8 bytes that a token adds to the text; empty for control tokens, one byte for byte tokens.
    /// </summary>
    /// <param name="token">A token id.</param>
    public ReadOnlySpan<byte> TokenBytes(int token) => _vocabulary.Bytes(token);

    /// <summary>The token as the vocabulary spells it, such as `▁the`, `&lt;0x0A&gt;` or `&lt;|im_end|&gt;`.</summary>
    /// <param name="token">A token id.</param>
    public string TokenName(int token) => _vocabulary.Name(token);

    /// <summary>What a vocabulary entry is.</summary>
    /// <param name="token">A token id.</param>
    public TokenKind KindOf(int token) => _vocabulary.Kind(token);

    /// <summary>Whether a token is structure and not text.</summary>
    /// <param name="token">A token id.</param>
    public bool IsControl(int token) => _vocabulary.Kind(token) is TokenKind.Control;

    /// <summary>Whether a model says with this token that its turn is over.</summary>
    /// <param name="token">A token id.</param>
    public bool IsEndOfGeneration(int token) => _vocabulary.IsEndOfGeneration(token);

    /// <summary>Finds a token by its spelling in the vocabulary.</summary>
    /// <param name="name">The spelling, such as `&lt;tool_call&gt;`.</param>
    /// <param name="token">Its id.</param>
    public bool TryGetToken(string name, out int token) => _vocabulary.TryGet(name, out token);

    /// <summary>The text of a sequence of tokens; control tokens are left out, broken UTF-8 reads as U+FFFD.</summary>
    /// <param name="tokens">Token ids.</param>
    public string Decode(IEnumerable<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var decoder = new StreamingDetokenizer(this);
        return string.Concat(tokens.Select(decoder.Add)) + decoder.Flush();
    }

    /// <summary>Encodes text that contains no special token.</summary>
    /// <param name="text">The text between two special tokens or at the sequence's ends; not empty.</param>
    /// <param name="tokens">Takes the ids.</param>
    private protected abstract void EncodeText(string text, List<int> tokens);
}
