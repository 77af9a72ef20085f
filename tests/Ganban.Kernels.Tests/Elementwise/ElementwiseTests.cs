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
                AssertSame(halves[index], HalfConversion.Widen(halves[index]));
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

    [Fact]
    public void Rotated_heads_compare_by_the_distance_of_their_positions_alone()
    {
        const int HeadSize = 16;
        var frequencies = Rope.Frequencies(HeadSize, 10_000, 1);
        var (q, k) = (Numbers.Singles(1, HeadSize), Numbers.Singles(2, HeadSize));
        Assert.Equal(Compare(9, 5), Compare(104, 100), 1e-4);
        Assert.NotEqual(Compare(9, 5), Compare(9, 6), 1e-4);

        double Compare(int qPosition, int kPosition) =>
            Rotated(q, qPosition).Zip(Rotated(k, kPosition), (a, b) => (double)a * b).Sum();

        float[] Rotated(float[] head, int position)
        {
            var (turned, cosines, sines) = (head.ToArray(), new float[HeadSize / 2], new float[HeadSize / 2]);
            Rope.Angles(position, frequencies, cosines, sines);
            Rope.Rotate(turned, HeadSize, cosines, sines);
            return turned;
        }
    }

    private static void AssertSame(Half half, float wide) => Assert.True(
        BitConverter.SingleToInt32Bits((float)half) == BitConverter.SingleToInt32Bits(wide)
        || (Half.IsNaN(half) && float.IsNaN(wide)));
}
