using System.Numerics;

namespace Ganban.Kernels.Elementwise;

/// <summary>The gate of a feed-forward layer: y = gelu(g) ⊙ u, with <see cref="Gelu"/> (Shazeer 2020).</summary>
public static class GeGlu
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
            var y = Gelu.Of(new Vector<float>(gate[index..])) * new Vector<float>(up[index..]);
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
            gate[index] = Gelu.Of(gate[index]) * up[index];
        }
    }
}
