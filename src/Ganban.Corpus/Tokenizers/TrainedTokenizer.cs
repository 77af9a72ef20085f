using Ganban.Inference.ModelFiles;
using Ganban.Inference.Tokenizers;

namespace Ganban.Corpus.Tokenizers;

/// <summary>
/// A vocabulary as a GGUF file carries it: SentencePiece's byte-pair encoding, which GGUF calls 'llama'.
/// </summary>
/// <param name="Tokens">The names of the tokens.</param>
/// <param name="Scores">Their scores; neighbours whose joint text has the best score are joined first.</param>
/// <param name="Kinds">What they are.</param>
public sealed record TrainedTokenizer(
    IReadOnlyList<string> Tokens, IReadOnlyList<float> Scores, IReadOnlyList<TokenKind> Kinds)
{
    private const string BosName = "<s>";
    private const string EndName = "<|im_end|>";

    /// <summary>The tokens of the structure, in front of the others.</summary>
    public static IReadOnlyList<string> ControlTokens { get; } =
    [
        BosName, "</s>", "<|im_start|>", EndName, "<tool_call>", "</tool_call>", "<tools>", "</tools>", "<documents>",
        "</documents>",
    ];

    /// <summary>The file's metadata on the tokenizer, without the chat template.</summary>
    public IReadOnlyList<KeyValuePair<string, object>> Metadata =>
    [
        new("tokenizer.ggml.model", "llama"),
        new("tokenizer.ggml.tokens", Tokens.ToArray()),
        new("tokenizer.ggml.scores", Scores.ToArray()),
        new("tokenizer.ggml.token_type", Kinds.Select(kind => (int)kind).ToArray()),
        new("tokenizer.ggml.bos_token_id", IdOf(BosName)),
        new("tokenizer.ggml.eos_token_id", IdOf(EndName)),
        new("tokenizer.ggml.unknown_token_id", 0u),
        new("tokenizer.ggml.add_bos_token", true),
        new("tokenizer.ggml.add_eos_token", false),
        new("tokenizer.ggml.add_space_prefix", false),
    ];

    /// <summary>The engine's tokenizer for the vocabulary.</summary>
    public Tokenizer ToTokenizer() =>
        Tokenizer.FromMetadata(new GgufMetadata(Metadata.ToDictionary(StringComparer.Ordinal)));

    private uint IdOf(string name) => (uint)Tokens.ToList().IndexOf(name);
}
