namespace Ganban.Inference.Generation;

/// <summary>The log-probabilities of a prompt's tokens, gathered while the prompt passes through the model.</summary>
/// <param name="prompt">The prompt's tokens.</param>
/// <param name="texts">Their texts.</param>
internal sealed class PromptDetails(IReadOnlyList<int> prompt, TokenTexts texts)
{
    private readonly List<TokenDetail> _tokens = [];
    private float[] _last = [];

    /// <summary>The tokens so far.</summary>
    public IReadOnlyList<TokenDetail> Tokens => _tokens;

    /// <summary>Begins anew: the prompt passes through the model once more.</summary>
    public void Clear() => _tokens.Clear();

    /// <summary>Takes what the model gave for the next tokens.</summary>
    /// <param name="logits">`[tokens × vocabulary]`.</param>
    /// <param name="vocabulary">Number of tokens in the vocabulary.</param>
    public void Add(ReadOnlySpan<float> logits, int vocabulary)
    {
        for (var row = 0; row < logits.Length / vocabulary; row++)
        {
            // A token's probability follows from the logits after the token before it.
            var token = prompt[_tokens.Count];
            var before = row > 0 ? logits.Slice((row - 1) * vocabulary, vocabulary) : _last;
            var isFirst = _tokens.Count == 0;
            _tokens.Add(new TokenDetail(token, texts[token], isFirst ? float.NaN : LogProbability.Of(before, token)));
        }

        _last = [.. logits[^vocabulary..]];
    }
}
