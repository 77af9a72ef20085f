using System.Numerics;

namespace Ganban.Kernels.Elementwise;

/// <summary>
/// The gate of a feed-forward layer: y = silu(g) ⊙ u, with silu(g) = g / (1 + exp(−g)) (Shazeer 2020).
/// </summary>
public static class SwiGlu
{
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
            var y = g / (Vector<float>.One + Vector.Exp(-g)) * new Vector<float>(up[index..]);
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
            gate[index] = gate[index] / (1 + MathF.Exp(-gate[index])) * up[index];
        }
    }
}
