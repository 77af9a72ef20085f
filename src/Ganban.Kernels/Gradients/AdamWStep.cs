using System.Numerics;

namespace Ganban.Kernels.Gradients;

/// <summary>
/// One step of AdamW (Loshchilov and Hutter 2019): m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
/// w ← w − η · (m̂ / (√v̂ + ε) + λw), where m̂ and v̂ are m / (1 − β₁ᵗ) and v / (1 − β₂ᵗ).
/// </summary>
public readonly record struct AdamWStep
{
    /// <summary>η.</summary>
    public required float LearningRate { get; init; }

    /// <summary>β₁.</summary>
    public required float Beta1 { get; init; }

    /// <summary>β₂.</summary>
    public required float Beta2 { get; init; }

    /// <summary>ε.</summary>
    public required float Epsilon { get; init; }

    /// <summary>λ.</summary>
    public required float WeightDecay { get; init; }

    /// <summary>What gradients are multiplied by first.</summary>
    public required float GradientScale { get; init; }

    /// <summary>t, from 1.</summary>
    public required long Step { get; init; }

    /// <summary>Changes some weights. Each number is computed alone, so that the cuts don't matter.</summary>
    /// <param name="weights">w.</param>
    /// <param name="gradients">g.</param>
    /// <param name="first">m.</param>
    /// <param name="second">v.</param>
    public void Apply(Span<float> weights, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(gradients.Length, weights.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(first.Length, weights.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(second.Length, weights.Length);
        var rate = (float)(LearningRate / (1 - Math.Pow(Beta1, Step)));
        var correction = (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, Step)));
        var keep = 1 - (LearningRate * WeightDecay);
        var index = 0;
        for (; index <= weights.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            var g = new Vector<float>(gradients[index..]) * GradientScale;
            var m = (new Vector<float>(first[index..]) * Beta1) + (g * (1 - Beta1));
            var v = (new Vector<float>(second[index..]) * Beta2) + (g * g * (1 - Beta2));
            m.CopyTo(first[index..]);
            v.CopyTo(second[index..]);
            var divisor = (Vector.SquareRoot(v) * correction) + new Vector<float>(Epsilon);
            ((new Vector<float>(weights[index..]) * keep) - (m * rate / divisor)).CopyTo(weights[index..]);
        }

        for (; index < weights.Length; index++)
        {
            var g = gradients[index] * GradientScale;
            var m = first[index] = (first[index] * Beta1) + (g * (1 - Beta1));
            var v = second[index] = (second[index] * Beta2) + (g * g * (1 - Beta2));
            weights[index] = (weights[index] * keep) - (m * rate / ((MathF.Sqrt(v) * correction) + Epsilon));
        }
    }
}
