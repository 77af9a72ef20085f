using System.Numerics;
using Ganban.Kernels.Dot;

namespace Ganban.Kernels.Gradients;

/// <summary>
/// The gradient of <see cref="Elementwise.RmsNorm"/>. With r = 1 / √(mean(x²) + ε) and g = dy ⊙ w:
/// dx = r · (g − x · r² · mean(g ⊙ x)), dw = dy ⊙ x · r.
/// </summary>
public static class RmsNormGradient
{
    /// <summary>Adds the gradients of one vector.</summary>
    /// <param name="x">What was normalised, `[width]`.</param>
    /// <param name="weight">`[width]`.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="dy">The gradient of the output, `[width]`.</param>
    /// <param name="dx">Added to, `[width]`.</param>
    /// <param name="dweight">Added to, `[width]`.</param>
    public static void Add(
        ReadOnlySpan<float> x, ReadOnlySpan<float> weight, float epsilon, ReadOnlySpan<float> dy, Span<float> dx,
        Span<float> dweight)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weight.Length, x.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(dy.Length, x.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(dx.Length, x.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(dweight.Length, x.Length);
        var r = 1 / MathF.Sqrt((DotF32.Dot(x, x) / x.Length) + epsilon);
        var pull = r * r * Mean(x, weight, dy);
        var index = 0;
        for (; index <= x.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            var (xs, dys) = (new Vector<float>(x[index..]), new Vector<float>(dy[index..]));
            var g = dys * new Vector<float>(weight[index..]);
            (new Vector<float>(dx[index..]) + ((g - (xs * pull)) * r)).CopyTo(dx[index..]);
            (new Vector<float>(dweight[index..]) + (dys * xs * r)).CopyTo(dweight[index..]);
        }

        for (; index < x.Length; index++)
        {
            dx[index] += ((dy[index] * weight[index]) - (x[index] * pull)) * r;
            dweight[index] += dy[index] * x[index] * r;
        }
    }

    private static float Mean(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> dy)
    {
        var sums = Vector<float>.Zero;
        var index = 0;
        for (; index <= x.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            var g = new Vector<float>(dy[index..]) * new Vector<float>(weight[index..]);
            sums += g * new Vector<float>(x[index..]);
        }

        var sum = Vector.Sum(sums);
        for (; index < x.Length; index++)
        {
            sum += dy[index] * weight[index] * x[index];
        }

        return sum / x.Length;
    }
}
