using System.Numerics;

namespace Ganban.Kernels.Elementwise;

/// <summary>x ← cap · tanh(x / cap), which keeps numbers within ±cap (Bello et al. 2017).</summary>
public static class SoftCap
{
    /// <summary>Caps numbers.</summary>
    /// <param name="x">The numbers, changed in place.</param>
    /// <param name="cap">Above 0.</param>
    public static void Apply(Span<float> x, float cap)
    {
        // tanh(y) = 1 − 2 / (exp(2y) + 1)
        var index = 0;
        for (; index <= x.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            var exponential = Vector.Exp(new Vector<float>(x[index..]) * (2 / cap));
            (new Vector<float>(cap) - (new Vector<float>(2 * cap) / (exponential + Vector<float>.One)))
                .CopyTo(x[index..]);
        }

        Scalar(x[index..], cap);
    }

    /// <summary>The definition.</summary>
    /// <param name="x">The numbers, changed in place.</param>
    /// <param name="cap">Above 0.</param>
    public static void Scalar(Span<float> x, float cap)
    {
        foreach (ref var number in x)
        {
            number = cap * MathF.Tanh(number / cap);
        }
    }
}
