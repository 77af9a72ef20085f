using System.Numerics;
using Ganban.Kernels.Elementwise;

namespace Ganban.Kernels.Gradients;

/// <summary>
/// The softmax of a row of scaled attention scores, and its gradient: p = exp(a·s − L) with L the logarithm of the sum
/// of exp(a·s), which is kept so that the backward pass finds p again without the sums (Dao et al. 2022).
/// </summary>
public static class ScoreSoftmax
{
    /// <summary>Replaces scores by probabilities.</summary>
    /// <param name="scores">s, finite, not empty.</param>
    /// <param name="scale">a.</param>
    /// <returns>L.</returns>
    public static float Apply(Span<float> scores, float scale)
    {
        var largest = scale * Softmax.Largest(scores);
        var sum = Exponentials(scores, scale, largest);
        Multiply.Apply(scores, (float)(1 / sum));
        return (float)(largest + Math.Log(sum));
    }

    /// <summary>Replaces scores by probabilities whose L is known.</summary>
    /// <param name="scores">s.</param>
    /// <param name="scale">a.</param>
    /// <param name="logSum">L.</param>
    public static void Repeat(Span<float> scores, float scale, float logSum) => Exponentials(scores, scale, logSum);

    /// <summary>The gradient of the scores: a · p ⊙ (g − Σ p·g).</summary>
    /// <param name="probabilities">p.</param>
    /// <param name="gradient">g, that of the probabilities; replaced by that of the scores.</param>
    /// <param name="scale">a.</param>
    /// <param name="dot">Σ p·g.</param>
    public static void Gradient(ReadOnlySpan<float> probabilities, Span<float> gradient, float scale, float dot)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(gradient.Length, probabilities.Length);
        var (factor, subtrahend) = (new Vector<float>(scale), new Vector<float>(dot));
        var index = 0;
        for (; index <= gradient.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            var difference = new Vector<float>(gradient[index..]) - subtrahend;
            (factor * new Vector<float>(probabilities[index..]) * difference).CopyTo(gradient[index..]);
        }

        for (; index < gradient.Length; index++)
        {
            gradient[index] = scale * probabilities[index] * (gradient[index] - dot);
        }
    }

    /// <summary>Replaces x by exp(scale · x − shift) and gives the sum.</summary>
    internal static double Exponentials(Span<float> values, float scale, float shift)
    {
        var (factor, subtrahend) = (new Vector<float>(scale), new Vector<float>(shift));
        var sums = Vector<float>.Zero;
        var index = 0;
        for (; index <= values.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            var y = FastExponential.Of((factor * new Vector<float>(values[index..])) - subtrahend);
            y.CopyTo(values[index..]);
            sums += y;
        }

        var sum = (double)Vector.Sum(sums);
        for (; index < values.Length; index++)
        {
            sum += values[index] = MathF.Exp((scale * values[index]) - shift);
        }

        return sum;
    }
}
