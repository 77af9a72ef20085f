using System.Numerics;

namespace Ganban.Kernels.Elementwise;

/// <summary>Layer normalisation: y = (x − mean(x)) / √(variance(x) + ε) ⊙ w + b (Ba et al. 2016).</summary>
public static class LayerNorm
{
    /// <summary>Normalises one vector.</summary>
    /// <param name="x">The input, not empty.</param>
    /// <param name="weight">As many weights.</param>
    /// <param name="bias">As many biases.</param>
    /// <param name="epsilon">Keeps the divisor from zero.</param>
    /// <param name="y">The output; may be <paramref name="x"/> itself.</param>
    public static void Apply(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, float epsilon, Span<float> y)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weight.Length, x.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(bias.Length, x.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, x.Length);
        var mean = Sum(x, 0, squares: false) / x.Length;
        var scale = 1 / MathF.Sqrt((Sum(x, mean, squares: true) / x.Length) + epsilon);
        var index = 0;
        for (; index <= x.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            var centred = (new Vector<float>(x[index..]) - new Vector<float>(mean)) * scale;
            ((centred * new Vector<float>(weight[index..])) + new Vector<float>(bias[index..])).CopyTo(y[index..]);
        }

        for (; index < x.Length; index++)
        {
            y[index] = ((x[index] - mean) * scale * weight[index]) + bias[index];
        }
    }

    /// <summary>Σ (x − mean), or of the squares.</summary>
    private static float Sum(ReadOnlySpan<float> x, float mean, bool squares)
    {
        var sums = Vector<float>.Zero;
        var index = 0;
        for (; index <= x.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            var centred = new Vector<float>(x[index..]) - new Vector<float>(mean);
            sums += squares ? centred * centred : centred;
        }

        var sum = Vector.Sum(sums);
        for (; index < x.Length; index++)
        {
            var centred = x[index] - mean;
            sum += squares ? centred * centred : centred;
        }

        return sum;
    }
}
