using System.Numerics;

namespace Ganban.Kernels.Gradients;

/// <summary>
/// The gate of a feed-forward layer with what its gradient needs: y = silu(g) ⊙ u with silu(g) = g · σ(g).
/// </summary>
public static class SwiGluGradient
{
    /// <summary>Computes y, and leaves g and u as they are.</summary>
    /// <param name="gate">g.</param>
    /// <param name="up">As many numbers u.</param>
    /// <param name="y">As many.</param>
    public static void Forward(ReadOnlySpan<float> gate, ReadOnlySpan<float> up, Span<float> y)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(up.Length, gate.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, gate.Length);
        var index = 0;
        for (; index <= gate.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            var g = new Vector<float>(gate[index..]);
            (g * Sigmoid(g) * new Vector<float>(up[index..])).CopyTo(y[index..]);
        }

        for (; index < gate.Length; index++)
        {
            y[index] = gate[index] / (1 + MathF.Exp(-gate[index])) * up[index];
        }
    }

    /// <summary>Replaces g and u by their gradients: dg = dy · u · σ(g)(1 + g(1 − σ(g))), du = dy · silu(g).</summary>
    /// <param name="gate">g; takes dg.</param>
    /// <param name="up">u; takes du.</param>
    /// <param name="dy">The gradient of y.</param>
    public static void Backward(Span<float> gate, Span<float> up, ReadOnlySpan<float> dy)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(up.Length, gate.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(dy.Length, gate.Length);
        var index = 0;
        for (; index <= gate.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            var (g, d) = (new Vector<float>(gate[index..]), new Vector<float>(dy[index..]));
            var sigmoid = Sigmoid(g);
            var silu = g * sigmoid;
            var slope = sigmoid + (silu * (Vector<float>.One - sigmoid));
            (d * new Vector<float>(up[index..]) * slope).CopyTo(gate[index..]);
            (d * silu).CopyTo(up[index..]);
        }

        for (; index < gate.Length; index++)
        {
            var g = gate[index];
            var sigmoid = 1 / (1 + MathF.Exp(-g));
            gate[index] = dy[index] * up[index] * sigmoid * (1 + (g * (1 - sigmoid)));
            up[index] = dy[index] * g * sigmoid;
        }
    }

    private static Vector<float> Sigmoid(Vector<float> x) =>
        Vector<float>.One / (Vector<float>.One + FastExponential.Of(-x));
}
