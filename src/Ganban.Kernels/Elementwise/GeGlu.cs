using System.Numerics;

namespace Ganban.Kernels.Elementwise;

/// <summary>
/// The gate of a feed-forward layer: y = gelu(g) ⊙ u, with gelu(g) = g / (1 + exp(−2·√(2/π)·(g + 0.044715·g³))), which
/// is the tanh form of the Gaussian error linear unit (Hendrycks and Gimpel 2016; Shazeer 2020).
/// </summary>
public static class GeGlu
{
    private const float Factor = 1.5957691216057308f; // 2·√(2/π)
    private const float Cubic = 0.044715f;

    /// <summary>Computes the gate in place.</summary>
    /// <param name="gate">g; replaced by y.</param>
    /// <param name="up">As many factors u.</param>
    public static void Apply(Span<float> gate, ReadOnlySpan<float> up)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(up.Length, gate.Length);
        var index = 0;
        for (; index <= gate.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            var g = new Vector<float>(gate[index..]);
            var inner = g * Factor * (Vector<float>.One + (g * g * Cubic));
            var y = g / (Vector<float>.One + Vector.Exp(-inner)) * new Vector<float>(up[index..]);
            y.CopyTo(gate[index..]);
        }

        Scalar(gate[index..], up[index..]);
    }

    /// <summary>The definition.</summary>
    /// <param name="gate">g; replaced by y.</param>
    /// <param name="up">As many factors u.</param>
    public static void Scalar(Span<float> gate, ReadOnlySpan<float> up)
    {
        for (var index = 0; index < gate.Length; index++)
        {
            var g = gate[index];
            gate[index] = g / (1 + MathF.Exp(-Factor * g * (1 + (Cubic * g * g)))) * up[index];
        }
    }
}
