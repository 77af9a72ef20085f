using Ganban.Inference.Tokenizers;

namespace Ganban.Inference.Generation;

/// <summary>
/// The text of each token alone, made when first asked for and then kept, so that naming a token allocates nothing.
/// Safe for concurrent use: two threads at worst make the same text twice.
/// </summary>
/// <param name="tokenizer">Whose tokens.</param>
internal sealed class TokenTexts(Tokenizer tokenizer)
{
    private readonly string?[] _texts = new string?[tokenizer.VocabularySize];

    /// <summary>The text of a token; a control token's is its name. A part of a character reads as U+FFFD.</summary>
    /// <param name="token">The token's id.</param>
    public string this[int token] => _texts[token] ??=
        tokenizer.IsControl(token) ? tokenizer.TokenName(token) : tokenizer.Decode([token]);
}
