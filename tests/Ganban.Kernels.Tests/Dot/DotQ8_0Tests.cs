using System.Runtime.Intrinsics.X86;
using Ganban.Kernels.Blocks;
using Ganban.Kernels.Dot;

namespace Ganban.Kernels.Tests.Dot;

public class DotQ8_0Tests
{
    [Fact]
    public void Every_width_agrees_with_double_precision_at_every_number_of_blocks()
    {
        foreach (var blocks in Enumerable.Range(0, 10).Append(20).Append(64).Append(176))
        {
            AssertAllWidths(Weights(blocks, seed: blocks), Activations(blocks, seed: blocks + 1));
        }
    }

    [Fact]
    public void Extreme_values_do_not_saturate()
    {
        (sbyte, short)[] extremes = [(-128, 127), (-128, -127), (127, 127), (127, -127)];
        foreach (var (weight, activation) in extremes)
        {
            var w = Weights(3, seed: 1);
            foreach (ref var block in w.AsSpan())
            {
                ((Span<sbyte>)block.Values).Fill(weight);
            }

            var x = Activations(3, seed: 2);
            Array.Fill(x.Values, activation);
            AssertAllWidths(w, x);
        }
    }

    [Fact]
    public void Activations_that_do_not_fit_are_refused()
    {
        var (values, scales) = Activations(2, seed: 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => DotQ8_0.Dot(new BlockQ8_0[3], values, scales));
        Assert.Throws<ArgumentOutOfRangeException>(() => DotQ8_0.Dot(new BlockQ8_0[2], values.AsSpan(1), scales));
    }

    internal static BlockQ8_0[] Weights(int blocks, int seed)
    {
        var weights = new BlockQ8_0[blocks];
        QuantizeQ8_0.Weights(Numbers.Singles(seed, blocks * 32), weights);
        return weights;
    }

    internal static (short[] Values, float[] Scales) Activations(int blocks, int seed)
    {
        var (values, scales) = (new short[blocks * 32], new float[blocks]);
        QuantizeQ8_0.Activations(Numbers.Singles(seed, blocks * 32), values, scales);
        return (values, scales);
    }

    private static void AssertAllWidths(BlockQ8_0[] w, (short[] Values, float[] Scales) x)
    {
        var (sum, magnitudes) = (0d, 0d);
        for (var index = 0; index < x.Values.Length; index++)
        {
            var product = (double)(float)w[index / 32].Scale * w[index / 32].Values[index % 32]
                * x.Values[index] * x.Scales[index / 32];
            sum += product;
            magnitudes += Math.Abs(product);
        }

        // Inside a block sums are exact; outside, each block brings roundings of the scale, the product and the
        // addition.
        var bound = Numbers.DotBound((2 * w.Length) + 16, magnitudes);
        Assert.InRange(Math.Abs(DotQ8_0.Scalar(w, x.Values, x.Scales) - sum), 0, bound);
        Assert.InRange(Math.Abs(DotQ8_0.Dot(w, x.Values, x.Scales) - sum), 0, bound);
        Assert.InRange(Math.Abs(DotQ8_0.One128(w, x.Values, x.Scales) - sum), 0, bound);
        if (Avx2.IsSupported)
        {
            Assert.InRange(Math.Abs(DotQ8_0.One256(w, x.Values, x.Scales) - sum), 0, bound);
        }

        if (Avx512BW.IsSupported)
        {
            Assert.InRange(Math.Abs(DotQ8_0.One512(w, x.Values, x.Scales) - sum), 0, bound);
        }
    }
}
