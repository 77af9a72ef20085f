using System.Security.Cryptography;

namespace Ganban.Inference.Sampling;

/// <summary>
/// Chooses the tokens of one sequence. Deterministic for equal options, seed and logits. Not safe for concurrent use.
/// Allocates nothing per token once it has chosen a few, except where penalties have new tokens to remember.
/// </summary>
public sealed class Sampler
{
    private readonly SamplingOptions _options;
    private readonly HashSet<int> _seen;
    private readonly Dictionary<int, int> _uses = [];
    private readonly TopTokens? _top;
    private readonly Nucleus? _nucleus;
    private double[] _weights = [];
    private SplitMix64 _random;

    /// <summary>Prepares for a sequence.</summary>
    /// <param name="options">How to choose.</param>
    /// <param name="prompt">The prompt's tokens, which the repetition penalty counts as seen.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public Sampler(SamplingOptions options, IEnumerable<int> prompt)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _seen = options.RepetitionPenalty == 1 ? [] : [.. prompt];
        _top = options is { Temperature: > 0, TopK: > 0 } ? new TopTokens(options.TopK) : null;
        _nucleus = options is { Temperature: > 0, TopP: < 1 } ? new Nucleus() : null;
        _random = new SplitMix64(options.Seed ?? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
    }

    /// <summary>Chooses the next token and remembers it.</summary>
    /// <param name="logits">
    /// `[vocabulary]`, negative infinity for what is ruled out; penalties change it in place.
    /// </param>
    /// <exception cref="InvalidOperationException">No token has a finite logit.</exception>
    public int Next(Span<float> logits)
    {
        Penalize(logits);
        var token = LogitVectors.IndexOfMax(logits);
        if (token < 0 || !float.IsFinite(logits[token]))
        {
            throw new InvalidOperationException(
                "No token can come next: the constraint rules out all of them, or the model's logits are not numbers.");
        }

        if (_options.Temperature > 0)
        {
            token = _top is null || _options.TopK >= logits.Length
                ? DrawFromAll(logits, logits[token])
                : DrawFromTop(logits, _top);
        }

        Remember(token);
        return token;
    }

    private void Penalize(Span<float> logits)
    {
        if (_options.RepetitionPenalty != 1)
        {
            foreach (var token in _seen)
            {
                logits[token] = logits[token] > 0
                    ? logits[token] / _options.RepetitionPenalty
                    : logits[token] * _options.RepetitionPenalty;
            }
        }

        foreach (var (token, uses) in _uses)
        {
            logits[token] -= (uses * _options.FrequencyPenalty) + _options.PresencePenalty;
        }
    }

    private void Remember(int token)
    {
        if (_options.RepetitionPenalty != 1)
        {
            _seen.Add(token);
        }

        if (_options.FrequencyPenalty != 0 || _options.PresencePenalty != 0)
        {
            _uses[token] = _uses.GetValueOrDefault(token) + 1;
        }
    }

    /// <summary>Draws from the k most likely tokens, which are few enough to be put in order.</summary>
    private int DrawFromTop(ReadOnlySpan<float> logits, TopTokens top)
    {
        var candidates = top.Select(logits);
        if (_weights.Length < candidates.Length)
        {
            _weights = new double[candidates.Length];
        }

        var total = 0d;
        for (var i = 0; i < candidates.Length; i++)
        {
            _weights[i] = Math.Exp((candidates[i].Logit - (double)candidates[0].Logit) / _options.Temperature);
            total += _weights[i];
        }

        var sum = 0d;
        var kept = 0;
        while (kept < candidates.Length
            && (kept == 0 || (sum < _options.TopP * total && _weights[kept] >= _options.MinP)))
        {
            sum += _weights[kept++];
        }

        var rest = _random.NextDouble() * sum;
        for (var i = 0; i < kept - 1; i++)
        {
            rest -= _weights[i];
            if (rest < 0)
            {
                return candidates[i].Token;
            }
        }

        return candidates[kept - 1].Token;
    }

    /// <summary>Draws from the whole vocabulary, a block at a time, without putting it in order.</summary>
    private int DrawFromAll(ReadOnlySpan<float> logits, float best)
    {
        var cut = _nucleus?.Find(logits, best, _options.Temperature, _options.TopP) ?? TokenCut.None;
        var draw = new LogitWeights(best, _options.Temperature, _options.MinP, cut);
        var blocks = (logits.Length + LogitWeights.BlockSize - 1) / LogitWeights.BlockSize;
        if (_weights.Length < blocks)
        {
            _weights = new double[blocks];
        }

        var total = 0d;
        for (var block = 0; block < blocks; block++)
        {
            total += _weights[block] = draw.Sum(logits, block);
        }

        var rest = _random.NextDouble() * total;
        var last = 0;
        for (var block = 0; block < blocks; block++)
        {
            last = _weights[block] > 0 ? block : last;
            if (rest < _weights[block])
            {
                break;
            }

            rest -= _weights[block];
        }

        return draw.Draw(logits, last, rest);
    }
}
