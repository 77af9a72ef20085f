using System.Security.Cryptography;

namespace Ganban.Inference.Sampling;

/// <summary>
/// Chooses the tokens of one sequence. Deterministic for equal options, seed and logits. Not safe for concurrent use.
/// </summary>
public sealed class Sampler
{
    private readonly SamplingOptions _options;
    private readonly HashSet<int> _seen;
    private readonly Dictionary<int, int> _uses = [];
    private readonly List<Candidate> _candidates = [];
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
        var token = Greedy(logits);
        if (!float.IsFinite(logits[token]))
        {
            throw new InvalidOperationException(
                "No token can come next: the constraint rules out all of them, or the model's logits are not numbers.");
        }

        if (_options.Temperature > 0)
        {
            token = Draw(logits, logits[token]);
        }

        _uses[token] = _uses.GetValueOrDefault(token) + 1;
        _seen.Add(token);
        return token;
    }

    private static int Greedy(ReadOnlySpan<float> logits)
    {
        var best = 0;
        for (var token = 1; token < logits.Length; token++)
        {
            // The negation also leaves a NaN behind that stands first.
            if (!(logits[token] <= logits[best]) && !float.IsNaN(logits[token]))
            {
                best = token;
            }
        }

        return best;
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

        if (_options.FrequencyPenalty != 0 || _options.PresencePenalty != 0)
        {
            foreach (var (token, uses) in _uses)
            {
                logits[token] -= (uses * _options.FrequencyPenalty) + _options.PresencePenalty;
            }
        }
    }

    private int Draw(ReadOnlySpan<float> logits, float best)
    {
        _candidates.Clear();
        for (var token = 0; token < logits.Length; token++)
        {
            if (float.IsFinite(logits[token]))
            {
                _candidates.Add(new Candidate(token, Math.Exp((logits[token] - (double)best) / _options.Temperature)));
            }
        }

        KeepTopK();
        KeepTopP();
        if (_options.MinP > 0)
        {
            // Weights are relative to the best token's, which is 1.
            _candidates.RemoveAll(candidate => candidate.Weight < _options.MinP);
        }

        var rest = _random.NextDouble() * Total();
        foreach (var candidate in _candidates)
        {
            rest -= candidate.Weight;
            if (rest < 0)
            {
                return candidate.Token;
            }
        }

        // Rounding can leave a sliver beyond the last candidate.
        return _candidates[^1].Token;
    }

    private void KeepTopK()
    {
        if (_options.TopK > 0 && _options.TopK < _candidates.Count)
        {
            // The k-th greatest weight from a heap of k; sorting a whole vocabulary would take milliseconds.
            var heap = new PriorityQueue<Candidate, Candidate>(Candidate.WorstFirst);
            foreach (var candidate in _candidates)
            {
                if (heap.Count < _options.TopK)
                {
                    heap.Enqueue(candidate, candidate);
                }
                else
                {
                    heap.EnqueueDequeue(candidate, candidate);
                }
            }

            _candidates.Clear();
            _candidates.AddRange(heap.UnorderedItems.Select(item => item.Element));
            _candidates.Sort((left, right) => left.Token.CompareTo(right.Token));
        }
    }

    private void KeepTopP()
    {
        if (_options.TopP >= 1)
        {
            return;
        }

        // All candidates below this bound together weigh less than what top-p leaves out, so none of them can be kept;
        // what remains is short enough to sort.
        var total = Total();
        var bound = (1 - _options.TopP) * total / _candidates.Count;
        _candidates.RemoveAll(candidate => candidate.Weight < bound);
        _candidates.Sort((left, right) => Candidate.WorstFirst.Compare(right, left));
        var sum = 0d;
        var kept = 0;
        while (kept < _candidates.Count && (kept == 0 || sum < _options.TopP * total))
        {
            sum += _candidates[kept++].Weight;
        }

        _candidates.RemoveRange(kept, _candidates.Count - kept);
    }

    private double Total()
    {
        var total = 0d;
        foreach (var candidate in _candidates)
        {
            total += candidate.Weight;
        }

        return total;
    }

    /// <summary>A token and its probability relative to the best token's.</summary>
    private readonly record struct Candidate(int Token, double Weight)
    {
        /// <summary>Lower weights first; among equals the higher id, so that the lower one is kept longer.</summary>
        public static Comparer<Candidate> WorstFirst { get; } = Comparer<Candidate>.Create((left, right) =>
            left.Weight != right.Weight
                ? left.Weight.CompareTo(right.Weight)
                : right.Token.CompareTo(left.Token));
    }
}
