using System.Numerics;
using Ganban.Kernels.Gradients;

namespace Ganban.Kernels.Tests.Gradients;

public sealed class FastExponentialTests
{
    [Fact]
    public void It_is_right_within_two_units_in_the_last_place()
    {
        for (var x = -87f; x < 88; x += 0.0137f)
        {
            var expected = Math.Exp(x);
            var unit = MathF.BitIncrement((float)expected) - (float)expected;
            Assert.InRange(FastExponential.Of(new Vector<float>(x))[0], expected - (2 * unit), expected + (2 * unit));
        }
    }

    [Theory]
    [InlineData(float.NegativeInfinity, 0)]
    [InlineData(-1000, 0)]
    [InlineData(0, 1)]
    [InlineData(-0f, 1)]
    public void Beyond_its_range_it_stays_at_the_end(float x, float expected) =>
        Assert.Equal(expected, FastExponential.Of(new Vector<float>(x))[0], 1e-37);

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void A_logit_that_is_no_number_makes_a_loss_that_is_none(int place)
    {
        // A diverged training must be noticed by its loss.
        var logits = Enumerable.Repeat(1f, 21).ToArray();
        logits[place] = float.NaN;
        Assert.True(double.IsNaN(CrossEntropy.Apply(logits, 10, 1)));
    }
}
