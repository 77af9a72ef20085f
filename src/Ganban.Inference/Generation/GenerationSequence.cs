using Ganban.Inference.Models;
using Ganban.Inference.Sampling;
using Ganban.Inference.Tokenizers;

namespace Ganban.Inference.Generation;

/// <summary>
/// One request on its way: first steps pass the prompt through the model, each later step chooses a token.
/// </summary>
internal sealed class GenerationSequence : IDisposable
{
    private readonly LanguageModel _model;
    private readonly GenerationRequest _request;
    private readonly TextGeneratorOptions _options;
    private readonly int[] _prompt;
    private readonly KvSequence _sequence;
    private readonly ForwardBatch _batch = new();
    private readonly Sampler _sampler;
    private readonly StreamingDetokenizer _detokenizer;
    private readonly StopSequenceMatcher _stops;
    private readonly float[] _logits;
    private readonly List<TokenDetail> _tokens = [];
    private readonly List<TokenDetail> _promptTokens = [];
    private readonly long _start;
    private TimeSpan _timeToFirstToken;
    private int? _last;
    private int _count;

    /// <summary>Prepares a request that has been checked; start is the clock's time stamp when it came.</summary>
    public GenerationSequence(LanguageModel model, GenerationRequest request, TextGeneratorOptions options, long start)
    {
        _model = model;
        _request = request;
        _options = options;
        _start = start;
        _prompt = [.. request.Prompt];
        _sequence = model.CreateSequence((int)Math.Min(model.ContextLength, (long)_prompt.Length + request.MaxTokens));
        _sampler = new Sampler(request.Sampling, _prompt);
        _detokenizer = new StreamingDetokenizer(model.Tokenizer);
        _stops = new StopSequenceMatcher(request.StopSequences);
        _logits = new float[model.VocabularySize];
    }

    /// <summary>Whether the last piece has been given.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Does the next bit of work.</summary>
    /// <returns>A piece, or null if there is nothing to say yet.</returns>
    public GeneratedPiece? Step()
    {
        if (_sequence.Count < _prompt.Length)
        {
            Prefill();
            return null;
        }

        if (_last is { } last)
        {
            Forward([last], _logits);
        }

        return Choose();
    }

    /// <summary>Gives the sequence's memory back.</summary>
    public void Dispose() => _sequence.Dispose();

    private void Forward(ReadOnlySpan<int> tokens, Span<float> logits)
    {
        _batch.Clear();
        _batch.Add(_sequence, tokens, logits.Length / _model.VocabularySize);
        _model.Forward(_batch);
        _batch.Logits(0).CopyTo(logits);
    }

    private void Prefill()
    {
        var start = _sequence.Count;
        var chunk = _prompt.AsSpan(start, Math.Min(_options.PrefillChunk, _prompt.Length - start));
        var isLast = start + chunk.Length == _prompt.Length;
        if (!_request.PromptTokenDetails)
        {
            Forward(chunk, isLast ? _logits : []);
            return;
        }

        var vocabulary = _model.VocabularySize;
        var logits = new float[chunk.Length * vocabulary]; // [chunk × vocabulary]
        Forward(chunk, logits);
        for (var token = 0; token < chunk.Length; token++)
        {
            // A token's probability follows from the logits after the token before it; _logits has those of the last
            // chunk.
            var before = token > 0 ? logits.AsSpan((token - 1) * vocabulary, vocabulary) : _logits;
            var isFirst = start + token == 0;
            _promptTokens.Add(Describe(chunk[token], isFirst ? float.NaN : LogProbability(before, chunk[token])));
        }

        logits.AsSpan((chunk.Length - 1) * vocabulary).CopyTo(_logits);
    }

    private GeneratedPiece? Choose()
    {
        var own = _request.TokenDetails ? _logits.ToArray() : [];
        _request.Constraint?.Apply(_logits);
        var token = _sampler.Next(_logits);
        _tokens.Add(Describe(token, _request.TokenDetails ? LogProbability(own, token) : float.NaN));
        _last = token;
        if (_count++ == 0)
        {
            _timeToFirstToken = _options.TimeProvider.GetElapsedTime(_start);
        }

        if (_model.Tokenizer.IsEndOfGeneration(token))
        {
            return Finish(FinishReason.EndOfGeneration, "");
        }

        _request.Constraint?.Accept(token);
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

        if (_count >= _request.MaxTokens || _sequence.Count >= _model.ContextLength)
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
        var total = _options.TimeProvider.GetElapsedTime(_start);
        return Piece(text, reason, stop, new GenerationUsage(_prompt.Length, _count, _timeToFirstToken, total));
    }

    private GeneratedPiece Piece(string text, FinishReason? finish, string? stop, GenerationUsage? usage)
    {
        var piece = new GeneratedPiece(text, [.. _tokens], finish, stop, usage)
        {
            PromptTokens = _promptTokens.Count > 0 ? [.. _promptTokens] : null,
        };
        _tokens.Clear();
        _promptTokens.Clear();
        return piece;
    }

    private TokenDetail Describe(int token, float logProbability)
    {
        var tokenizer = _model.Tokenizer;
        var text = tokenizer.IsControl(token) ? tokenizer.TokenName(token) : tokenizer.Decode([token]);
        return new TokenDetail(token, text, logProbability);
    }

    private static float LogProbability(ReadOnlySpan<float> logits, int token)
    {
        var largest = float.NegativeInfinity;
        foreach (var logit in logits)
        {
            largest = MathF.Max(largest, logit);
        }

        var sum = 0d;
        foreach (var logit in logits)
        {
            sum += Math.Exp(logit - (double)largest);
        }

        return (float)(logits[token] - largest - Math.Log(sum));
    }
}
