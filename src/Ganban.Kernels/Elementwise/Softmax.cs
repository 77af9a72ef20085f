using System.Numerics;

namespace Ganban.Kernels.Elementwise;

/// <summary>Softmax: y = exp(x − max x) / Σ exp(x − max x).</summary>
public static class Softmax
{
    /// <summary>
    /// Replaces logits by probabilities. Negative infinity becomes 0; at least one logit must be finite, and none NaN
    /// or positive infinity.
    /// </summary>
    /// <param name="values">The logits, not empty.</param>
    public static void Apply(Span<float> values)
    {
        var largest = Largest(values);
        var index = 0;
        var sums = Vector<float>.Zero;
        for (; index <= values.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            var exponentials = Vector.Exp(new Vector<float>(values[index..]) - new Vector<float>(largest));
            exponentials.CopyTo(values[index..]);
            sums += exponentials;
        }

        var sum = Vector.Sum(sums);
        for (; index < values.Length; index++)
        {
            sum += values[index] = MathF.Exp(values[index] - largest);
        }

        Multiply.Apply(values, 1 / sum);
    }

    /// <summary>The definition, in double precision.</summary>
    /// <param name="values">The logits, not empty.</param>
    public static void Scalar(Span<float> values)
    {
        var largest = double.NegativeInfinity;
        foreach (var value in values)
        {
            largest = Math.Max(largest, value);
        }

        var sum = 0d;
        foreach (var value in values)
        {
            sum += Math.Exp(value - largest);
        }

        foreach (ref var value in values)
        {
            value = (float)(Math.Exp(value - largest) / sum);
        }
    }

    /// <summary>The largest of some numbers; −∞ of none.</summary>
    internal static float Largest(ReadOnlySpan<float> values)
    {
        var index = 0;
        var largest = new Vector<float>(float.NegativeInfinity);
        for (; index <= values.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            largest = Vector.Max(largest, new Vector<float>(values[index..]));
        }

        var result = float.NegativeInfinity;
        for (var lane = 0; lane < Vector<float>.Count; lane++)
        {
            result = MathF.Max(result, largest[lane]);
        }

        for (; index < values.Length; index++)
        {
            result = MathF.Max(result, values[index]);
        }

        return result;
    }
}
