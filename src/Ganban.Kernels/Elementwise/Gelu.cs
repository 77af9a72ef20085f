using System.Numerics;

namespace Ganban.Kernels.Elementwise;

/// <summary>
/// Gaussian error linear unit in its tanh form: gelu(x) = x / (1 + exp(−2z)), z = √(2/π)·(x + 0.044715·x³)
/// (Hendrycks and Gimpel 2016).
/// </summary>
public static class Gelu
{
    private const float TwiceRoot = 1.5957691216057308f; // 2·√(2/π)
    private const float Cubic = 0.044715f;

    /// <summary>Replaces numbers by their gelu.</summary>
    /// <param name="x">The numbers.</param>
    public static void Apply(Span<float> x)
    {
        var index = 0;
        for (; index <= x.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            Of(new Vector<float>(x[index..])).CopyTo(x[index..]);
        }

        Scalar(x[index..]);
    }

    /// <summary>The definition.</summary>
    /// <param name="x">The numbers; replaced by their gelu.</param>
    public static void Scalar(Span<float> x)
    {
        foreach (ref var number in x)
        {
            number = Of(number);
        }
    }

    /// <summary>The gelu of one number.</summary>
    internal static float Of(float x) => x / (1 + MathF.Exp(-TwiceRoot * x * (1 + (Cubic * x * x))));

    /// <summary>The gelu of each number.</summary>
    internal static Vector<float> Of(Vector<float> x)
    {
        var twiceZ = x * TwiceRoot * (Vector<float>.One + (x * x * Cubic));
        return x / (Vector<float>.One + Vector.Exp(-twiceZ));
    }
}
