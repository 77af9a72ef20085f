using System.Numerics;

namespace Ganban.Inference.Sampling;

/// <summary>
/// Finds where top-p cuts (Holtzman et al. 2020, section 3.1) without putting a vocabulary in order: the weights are
/// summed in bins by their logit, and only the bin in which the sum is reached is sorted. Keeps its memory.
/// </summary>
internal sealed class Nucleus
{
    private const int Bins = 1024;

    /// <summary>Weights fall by e from one of so many bins to the next; the last bin takes all smaller ones.</summary>
    private const int BinsPerNat = 40;

    private readonly double[] _sums = new double[Bins];
    private Candidate[] _candidates = new Candidate[256];

    /// <summary>The cut that leaves the fewest most likely tokens whose weights reach the share.</summary>
    public TokenCut Find(ReadOnlySpan<float> logits, float best, float temperature, float share)
    {
        Fill(logits, best, temperature);
        var target = share * _sums.Sum();
        var (bin, last, sum) = (0, 0, 0d);
        for (; bin < Bins && (bin == 0 || sum < target); bin++)
        {
            // Rounding can leave the target unreached beyond the last token: then that one is the last that is kept.
            last = _sums[bin] > 0 ? bin : last;
            sum += _sums[bin];
        }

        sum = 0;
        for (bin = 0; bin < last; bin++)
        {
            sum += _sums[bin];
        }

        var candidates = Collect(logits, best, temperature, last);
        var kept = 0;
        while (kept < candidates.Length - 1
            && (sum += Math.Exp((candidates[kept].Logit - (double)best) / temperature)) < target)
        {
            kept++;
        }

        return new TokenCut(candidates[kept].Logit, candidates[kept].Token);
    }

    private void Fill(ReadOnlySpan<float> logits, float best, float temperature)
    {
        Array.Clear(_sums);
        var width = Vector<float>.Count;
        Span<int> bins = stackalloc int[width];
        Span<float> weights = stackalloc float[width];
        scoped Span<float> tail = stackalloc float[width];
        tail.Fill(float.NegativeInfinity);
        var sums = _sums.AsSpan(0, Bins);
        var least = Vector<float>.Zero;
        for (var i = 0; i < logits.Length; i += width)
        {
            scoped var rest = logits[i..];
            if (rest.Length < width)
            {
                rest.CopyTo(tail);
                rest = tail;
            }

            var distance = Distance(new Vector<float>(rest), best, temperature);
            var weight = Vector.Exp(-distance);
            var bin = BinOf(distance);
            if (Vector.EqualsAll(bin, new Vector<int>(Bins - 1)))
            {
                least += weight;
                continue;
            }

            weight.CopyTo(weights);
            bin.CopyTo(bins);
            for (var lane = 0; lane < width; lane++)
            {
                sums[bins[lane] & (Bins - 1)] += weights[lane];
            }
        }

        sums[^1] += Vector.Sum(least);
    }

    private ReadOnlySpan<Candidate> Collect(ReadOnlySpan<float> logits, float best, float temperature, int bin)
    {
        var width = Vector<float>.Count;
        scoped Span<float> tail = stackalloc float[width];
        tail.Fill(float.NegativeInfinity);
        var count = 0;
        for (var i = 0; i < logits.Length; i += width)
        {
            scoped var rest = logits[i..];
            if (rest.Length < width)
            {
                rest.CopyTo(tail);
                rest = tail;
            }

            var bins = BinOf(Distance(new Vector<float>(rest), best, temperature));
            if (!Vector.EqualsAny(bins, new Vector<int>(bin)))
            {
                continue;
            }

            if (count + width > _candidates.Length)
            {
                Array.Resize(ref _candidates, 2 * _candidates.Length);
            }

            for (var lane = 0; lane < width; lane++)
            {
                if (bins[lane] == bin && float.IsFinite(rest[lane]))
                {
                    _candidates[count++] = new Candidate(rest[lane], i + lane);
                }
            }
        }

        var collected = _candidates.AsSpan(0, count);
        collected.Sort();
        return collected;
    }

    /// <summary>How far logits are below the best, in nats; infinite for what is ruled out or not a number.</summary>
    private static Vector<float> Distance(Vector<float> logits, float best, float temperature)
    {
        var distance = (new Vector<float>(best) - logits) / new Vector<float>(temperature);
        return Vector.ConditionalSelect(
            Vector.Equals(distance, distance), distance, new Vector<float>(float.PositiveInfinity));
    }

    private static Vector<int> BinOf(Vector<float> distance) =>
        Vector.ConvertToInt32(Vector.Min(distance * BinsPerNat, new Vector<float>(Bins - 1)));
}
