using System.Numerics;
using Ganban.Kernels.Elementwise;

namespace Ganban.Kernels.Gradients;

/// <summary>Cross-entropy of a softmax: −w · log p(target).</summary>
public static class CrossEntropy
{
    /// <summary>The loss of one row, whose logits are replaced by their gradient, w · (p − 1 at the target).</summary>
    /// <param name="logits">`[vocabulary]`.</param>
    /// <param name="target">The right token.</param>
    /// <param name="weight">w.</param>
    /// <returns>w · (log Σ exp(logit) − logit of the target); not finite if a logit is not.</returns>
    public static double Apply(Span<float> logits, int target, float weight)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)target, (uint)logits.Length, nameof(target));
        var chosen = logits[target];
        var largest = Softmax.Largest(logits);
        var sum = ScoreSoftmax.Exponentials(logits, 1, largest);
        var factor = (float)(weight / sum);
        var index = 0;
        for (; index <= logits.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            (new Vector<float>(logits[index..]) * factor).CopyTo(logits[index..]);
        }

        for (; index < logits.Length; index++)
        {
            logits[index] *= factor;
        }

        logits[target] -= weight;
        return weight * (largest + Math.Log(sum) - chosen);
    }
}
