using System.Numerics;
using Ganban.Kernels.Dot;

namespace Ganban.Kernels.Elementwise;

/// <summary>Root mean square normalisation: y = x / √(mean(x²) + ε) ⊙ w (Zhang and Sennrich 2019).</summary>
public static class RmsNorm
{
    /// <summary>Normalises one vector.</summary>
    /// <param name="x">The input, not empty.</param>
    /// <param name="weight">As many weights.</param>
    /// <param name="epsilon">Keeps the divisor from zero.</param>
    /// <param name="y">The output; may be <paramref name="x"/> itself.</param>
    public static void Apply(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, float epsilon, Span<float> y)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weight.Length, x.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, x.Length);
        var scale = 1 / MathF.Sqrt((DotF32.Dot(x, x) / x.Length) + epsilon);
        var index = 0;
        for (; index <= x.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            (new Vector<float>(x[index..]) * scale * new Vector<float>(weight[index..])).CopyTo(y[index..]);
        }

        for (; index < x.Length; index++)
        {
            y[index] = x[index] * scale * weight[index];
        }
    }
}
