using Ganban.Inference.Models;
using Ganban.Inference.Sampling;
using Ganban.Inference.Tokenizers;

namespace Ganban.Inference.Generation;

/// <summary>
/// What the model says in answer to one request: chooses token after token from logits, turns them into pieces of text
/// and knows when the answer is at its end. Belongs to one thread at a time.
/// </summary>
internal sealed class Completion
{
    private readonly LanguageModel _model;
    private readonly GenerationRequest _request;
    private readonly TokenTexts _texts;
    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly int _positions;
    private readonly Sampler _sampler;
    private readonly StreamingDetokenizer _detokenizer;
    private readonly StopSequenceMatcher _stops;
    private readonly float[] _own;
    private readonly List<TokenDetail> _tokens = [];
    private IReadOnlyList<TokenDetail>? _promptTokens;
    private TimeSpan _timeToFirstToken;

    /// <summary>Prepares the answer to a request that has been checked.</summary>
    /// <param name="model">The model.</param>
    /// <param name="request">The request.</param>
    /// <param name="texts">The texts of the model's tokens.</param>
    /// <param name="positions">The most tokens of prompt and answer that the model can hold for it.</param>
    /// <param name="clock">The clock of the usage.</param>
    public Completion(
        LanguageModel model, GenerationRequest request, TokenTexts texts, int positions, TimeProvider clock)
    {
        (_model, _request, _texts, _positions, _clock) = (model, request, texts, positions, clock);
        _start = clock.GetTimestamp();
        _sampler = new Sampler(request.Sampling, request.Prompt);
        _detokenizer = new StreamingDetokenizer(model.Tokenizer);
        _stops = new StopSequenceMatcher(request.StopSequences);
        _own = request.TokenDetails ? new float[model.VocabularySize] : [];
    }

    /// <summary>Tokens chosen so far.</summary>
    public int Count { get; private set; }

    /// <summary>The token chosen last.</summary>
    public int LastToken { get; private set; }

    /// <summary>Whether the last piece has been given.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Tokens of the prompt that came out of the prefix cache.</summary>
    public int CacheReadTokens { get; set; }

    /// <summary>Tokens of the prompt that went into the prefix cache.</summary>
    public int CacheWriteTokens { get; set; }

    /// <summary>Lets the next piece carry the prompt's tokens.</summary>
    public void Bring(IReadOnlyList<TokenDetail> promptTokens) => _promptTokens = promptTokens;

    /// <summary>Chooses the next token.</summary>
    /// <param name="logits">`[vocabulary]`, the model's for it; changed in place.</param>
    /// <returns>A piece, or null if there is nothing to say yet.</returns>
    public GeneratedPiece? Choose(Span<float> logits)
    {
        logits[.._own.Length].CopyTo(_own);
        _request.Constraint?.Apply(logits);
        var token = _sampler.Next(logits);
        var logProbability = _own.Length > 0 ? LogProbability.Of(_own, token) : float.NaN;
        _tokens.Add(new TokenDetail(token, _texts[token], logProbability));
        LastToken = token;
        if (Count++ == 0)
        {
            _timeToFirstToken = _clock.GetElapsedTime(_start);
        }

        if (_model.Tokenizer.IsEndOfGeneration(token))
        {
            return Finish(FinishReason.EndOfGeneration, "");
        }

        _request.Constraint?.Accept(token);
        return Say(token);
    }

    private GeneratedPiece? Say(int token)
    {
        var isControl = _model.Tokenizer.IsControl(token);

        // No character and no stop sequence reaches across a control token.
        var (text, stop) = _stops.Add(isControl ? _detokenizer.Flush() : _detokenizer.Add(token));
        if (stop is not null)
        {
            return Finish(FinishReason.StopSequence, text, stop);
        }

        text += isControl ? _stops.Flush() : "";
        if (_request.Constraint is { IsFinished: true })
        {
            return Finish(FinishReason.ConstraintFinished, text);
        }

        // The newest token has no place in the window yet; it needs one for another to follow.
        if (Count >= _request.MaxTokens || _request.Prompt.Count + Count > _positions)
        {
            return Finish(FinishReason.Length, text);
        }

        return text.Length > 0 || isControl ? Piece(text, null, null, null) : null;
    }

    private GeneratedPiece Finish(FinishReason reason, string text, string? stop = null)
    {
        if (stop is null)
        {
            // Held-back text ends here; the last bytes of a character could still complete a stop sequence.
            var (more, match) = _stops.Add(_detokenizer.Flush());
            text += match is null ? more + _stops.Flush() : more;
            (reason, stop) = match is null ? (reason, null) : (FinishReason.StopSequence, match);
        }

        IsFinished = true;
        var total = _clock.GetElapsedTime(_start);
        return Piece(text, reason, stop, new GenerationUsage(_request.Prompt.Count, Count, _timeToFirstToken, total)
        {
            CacheReadTokens = CacheReadTokens,
            CacheWriteTokens = CacheWriteTokens,
        });
    }

    private GeneratedPiece Piece(string text, FinishReason? finish, string? stop, GenerationUsage? usage)
    {
        var piece = new GeneratedPiece(text, [.. _tokens], finish, stop, usage)
        {
            PromptTokens = _promptTokens,
            CacheReadTokens = CacheReadTokens,
            CacheWriteTokens = CacheWriteTokens,
        };
        _tokens.Clear();
        _promptTokens = null;
        return piece;
    }
}
