using Ganban.Kernels.Elementwise;

namespace Ganban.Kernels.Tests.Elementwise;

public class ElementwiseTests
{
    [Fact]
    public void Every_F16_pattern_widens_exactly()
    {
        var halves = Enumerable.Range(0, 65_536).Select(bits => BitConverter.UInt16BitsToHalf((ushort)bits)).ToArray();
        foreach (var count in new[] { halves.Length, halves.Length - 1 })
        {
            var wide = new float[count];
            HalfConversion.ToSingle(halves.AsSpan(0, count), wide);
            for (var index = 0; index < count; index++)
            {
                AssertSame(halves[index], wide[index]);
                AssertSame(halves[index], HalfConversion.Widen(BitConverter.HalfToUInt16Bits(halves[index])));
            }
        }
    }

    [Fact]
    public void Softmax_agrees_with_its_definition_at_every_length()
    {
        foreach (var length in Numbers.Lengths.Where(length => length > 0))
        {
            var logits = Numbers.Singles(length, length).Select(number => number * 20).ToArray();
            var (fast, exact) = (logits.ToArray(), logits.ToArray());
            Softmax.Apply(fast);
            Softmax.Scalar(exact);

            // The difference to the largest logit, up to 40, is rounded before it is an exponent; an exponential is
            // good to a few units in the last place, and the sum to one rounding per number.
            var bound = (40 + 16 + length) * Numbers.UnitRoundoff;
            for (var index = 0; index < length; index++)
            {
                Assert.InRange(Math.Abs(fast[index] - exact[index]), 0, Math.Max(bound * exact[index], 1e-37));
            }
        }
    }

    [Fact]
    public void Softmax_gives_ruled_out_tokens_nothing_and_does_not_overflow()
    {
        var logits = Enumerable.Repeat(float.NegativeInfinity, 40).ToArray();
        logits[3] = 1e30f;
        logits[35] = 1e30f;
        Softmax.Apply(logits);
        Assert.Equal(0.5f, logits[3], 1e-6f);
        Assert.Equal(0.5f, logits[35], 1e-6f);
        Assert.Equal(0, logits[0]);
        Assert.Equal(0, logits[39]);
    }

    [Fact]
    public void The_gate_agrees_with_its_definition_at_every_length()
    {
        foreach (var length in Numbers.Lengths)
        {
            var gate = Numbers.Singles(length, length).Select(number => number * 30).ToArray();
            var up = Numbers.Singles(length + 1, length);
            var (fast, exact) = (gate.ToArray(), gate.ToArray());
            SwiGlu.Apply(fast, up);
            SwiGlu.Scalar(exact, up);
            for (var index = 0; index < length; index++)
            {
                var bound = (16 * Numbers.UnitRoundoff * Math.Abs(exact[index])) + 1e-37;
                Assert.InRange(Math.Abs(fast[index] - exact[index]), 0, bound);
            }
        }
    }

    [Fact]
    public void The_gate_of_huge_numbers_is_the_number_or_zero()
    {
        var gate = Enumerable.Repeat(-200f, 20).Concat(Enumerable.Repeat(200f, 20)).ToArray();
        SwiGlu.Apply(gate, Enumerable.Repeat(1f, 40).ToArray());
        Assert.All(gate[..20], number => Assert.Equal(0, number, 1e-30f));
        Assert.All(gate[20..], number => Assert.Equal(200, number));
    }

    [Fact]
    public void Rms_norm_agrees_with_double_precision_at_every_length()
    {
        foreach (var length in Numbers.Lengths.Where(length => length > 0))
        {
            var (x, weight) = (Numbers.Singles(length, length), Numbers.Singles(length + 1, length));
            var y = new float[length];
            RmsNorm.Apply(x, weight, 1e-5f, y);
            var scale = 1 / Math.Sqrt((x.Sum(number => (double)number * number) / length) + 1e-5f);
            for (var index = 0; index < length; index++)
            {
                var expected = x[index] * scale * weight[index];
                var bound = ((length + 8) * Numbers.UnitRoundoff * Math.Abs(expected)) + 1e-37;
                Assert.InRange(Math.Abs(y[index] - expected), 0, bound);
            }
        }
    }

    [Fact]
    public void Rms_norm_of_zeros_is_zero()
    {
        var y = new float[20];
        RmsNorm.Apply(new float[20], Enumerable.Repeat(1f, 20).ToArray(), 1e-5f, y);
        Assert.All(y, number => Assert.Equal(0, number));
    }

    [Fact]
    public void A_multiple_is_added_at_every_length()
    {
        foreach (var length in Numbers.Lengths)
        {
            var (x, y) = (Numbers.Singles(length, length), Numbers.Singles(length + 1, length));
            var sum = y.ToArray();
            AddScaled.Apply(0.3f, x, sum);
            for (var index = 0; index < length; index++)
            {
                Assert.Equal(MathF.FusedMultiplyAdd(0.3f, x[index], y[index]), sum[index]);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rotated_heads_compare_by_the_distance_of_their_positions_alone(bool neighbours)
    {
        const int HeadSize = 40;
        var frequencies = Enumerable.Range(0, HeadSize / 2)
            .Select(pair => MathF.Pow(10_000, -2f * pair / HeadSize)).ToArray();
        var (q, k) = (Numbers.Singles(1, HeadSize), Numbers.Singles(2, HeadSize));
        Assert.Equal(Compare(9, 5), Compare(104, 100), 1e-4);
        Assert.NotEqual(Compare(9, 5), Compare(9, 6), 1e-4);

        double Compare(int qPosition, int kPosition) =>
            Rotated(q, qPosition).Zip(Rotated(k, kPosition), (a, b) => (double)a * b).Sum();

        float[] Rotated(float[] head, int position)
        {
            var (turned, cosines, sines) = (head.ToArray(), new float[HeadSize / 2], new float[HeadSize / 2]);
            Rope.Angles(position, frequencies, 1, cosines, sines);
            if (neighbours)
            {
                Rope.RotateNeighbours(turned, HeadSize, cosines, sines);
            }
            else
            {
                Rope.RotateHalves(turned, HeadSize, cosines, sines);
            }

            return turned;
        }
    }

    [Fact]
    public void Numbers_beyond_the_turned_ones_stay()
    {
        var heads = Enumerable.Range(0, 20).Select(index => (float)index).ToArray();
        var (byNeighbours, byHalves) = (heads.ToArray(), heads.ToArray());
        Rope.RotateNeighbours(byNeighbours, 10, [0, 0], [1, 1]);
        Rope.RotateHalves(byHalves, 10, [0, 0], [1, 1]);
        Assert.Equal([-1, 0, -3, 2, 4, 5, 6, 7, 8, 9, -11, 10, -13, 12, 14, 15, 16, 17, 18, 19], byNeighbours);
        Assert.Equal([-2, -3, 0, 1, 4, 5, 6, 7, 8, 9, -12, -13, 10, 11, 14, 15, 16, 17, 18, 19], byHalves);
    }

    [Fact]
    public void Gelu_gates_and_soft_caps_agree_with_double_precision_at_every_length()
    {
        foreach (var length in Numbers.Lengths)
        {
            var (gate, up) = (Numbers.Singles(length, length), Numbers.Singles(length + 1, length));
            var (gated, capped) = (gate.ToArray(), gate.Select(number => 9 * number).ToArray());
            GeGlu.Apply(gated, up);
            SoftCap.Apply(capped, 3);
            for (var index = 0; index < length; index++)
            {
                double g = gate[index];
                var gelu = 0.5 * g * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (g + (0.044715 * g * g * g))));
                Assert.Equal(gelu * up[index], gated[index], 1e-6);
                Assert.Equal(3 * Math.Tanh(3 * g), capped[index], 2e-6);
            }
        }
    }

    [Fact]
    public void Huge_numbers_are_gated_and_capped()
    {
        var gate = Enumerable.Repeat(-200f, 20).Concat(Enumerable.Repeat(200f, 20)).ToArray();
        var capped = gate.Select(number => 1000 * number).ToArray();
        GeGlu.Apply(gate, Enumerable.Repeat(1f, 40).ToArray());
        SoftCap.Apply(capped, 5);
        Assert.All(gate[..20], number => Assert.Equal(0, number, 1e-30f));
        Assert.All(gate[20..], number => Assert.Equal(200, number));
        Assert.All(capped[..20], number => Assert.Equal(-5, number));
        Assert.All(capped[20..], number => Assert.Equal(5, number));
    }

    private static void AssertSame(Half half, float wide) => Assert.True(
        BitConverter.SingleToInt32Bits((float)half) == BitConverter.SingleToInt32Bits(wide)
        || (Half.IsNaN(half) && float.IsNaN(wide)));
}
