namespace Ganban.Inference.Generation;

/// <summary>Probabilities from logits.</summary>
internal static class LogProbability
{
    /// <summary>The natural logarithm of a token's probability: logit − log Σ exp(logits).</summary>
    /// <param name="logits">`[vocabulary]`.</param>
    /// <param name="token">The token's id.</param>
    public static float Of(ReadOnlySpan<float> logits, int token)
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
