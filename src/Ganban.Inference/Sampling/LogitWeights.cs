using System.Numerics;

namespace Ganban.Inference.Sampling;

/// <summary>
/// The weights of tokens, exp((logit − best) / temperature), of which those that are cut off or below
/// <paramref name="weightMin"/> count as 0. Sums go by blocks, so that the draw looks closely at one block only.
/// </summary>
internal readonly struct LogitWeights(float best, float temperature, float weightMin, TokenCut cut)
{
    /// <summary>Tokens in a block.</summary>
    public const int BlockSize = 1024;

    /// <summary>The sum of the weights in a block.</summary>
    public double Sum(ReadOnlySpan<float> logits, int block)
    {
        var start = block * BlockSize;
        var end = Math.Min(start + BlockSize, logits.Length);
        var sum = 0d;
        var i = start;
        if (start > cut.Token || end <= cut.Token + 1)
        {
            var lanes = Vector<float>.Zero;
            for (; i <= end - Vector<float>.Count; i += Vector<float>.Count)
            {
                var values = new Vector<float>(logits[i..]);
                var bound = new Vector<float>(cut.Logit);
                var kept = start > cut.Token
                    ? Vector.GreaterThan(values, bound)
                    : Vector.GreaterThanOrEqual(values, bound);
                var weights = Vector.Exp((values - new Vector<float>(best)) / new Vector<float>(temperature));
                kept &= Vector.GreaterThanOrEqual(weights, new Vector<float>(weightMin));
                lanes += Vector.ConditionalSelect(kept, weights, Vector<float>.Zero);
            }

            sum = Vector.Sum(lanes);
        }

        for (; i < end; i++)
        {
            sum += Of(logits[i], i);
        }

        return sum;
    }

    /// <summary>
    /// The token of a block, whose sum isn't 0, at which the weights add up to more than <paramref name="rest"/>.
    /// </summary>
    public int Draw(ReadOnlySpan<float> logits, int block, double rest)
    {
        var end = Math.Min((block + 1) * BlockSize, logits.Length);
        var last = -1;
        for (var token = block * BlockSize; token < end; token++)
        {
            var weight = Of(logits[token], token);
            if (weight > 0)
            {
                last = token;
                rest -= weight;
                if (rest < 0)
                {
                    break;
                }
            }
        }

        // Rounding can leave a sliver beyond the last token.
        return last;
    }

    private double Of(float logit, int token)
    {
        if (!cut.Keeps(logit, token))
        {
            return 0;
        }

        var weight = MathF.Exp((logit - best) / temperature);
        return weight >= weightMin ? weight : 0;
    }
}
