using Ganban.Kernels.Elementwise;

namespace Ganban.Kernels.Tests.Elementwise;

public class EncoderLayerTests
{
    [Fact]
    public void Gelu_agrees_with_the_tanh_form_at_every_length()
    {
        foreach (var length in Numbers.Lengths)
        {
            var x = Numbers.Singles(length, length).Select(number => number * 12).ToArray();
            var plain = x.ToArray();
            Gelu.Apply(plain);
            for (var index = 0; index < length; index++)
            {
                var number = (double)x[index];
                var z = Math.Sqrt(2 / Math.PI) * (number + (0.044715 * number * number * number));
                var exact = 0.5 * number * (1 + Math.Tanh(z));

                // The exponent, up to some 250, is off by a few roundings; the error of the exponential is that
                // absolute error, relative.
                var bound = (Math.Abs(exact) * ((8 * Math.Abs(z)) + 16) * Numbers.UnitRoundoff) + 1e-6;
                Assert.InRange(Math.Abs(plain[index] - exact), 0, bound);
            }
        }
    }

    [Fact]
    public void A_normalised_layer_has_the_mean_and_the_spread_that_its_weights_ask_for()
    {
        foreach (var length in Numbers.Lengths.Where(length => length > 1))
        {
            var x = Numbers.Singles(length, length).Select(number => (number * 3) + 7).ToArray();
            var (weight, bias) = (Numbers.Singles(length + 1, length), Numbers.Singles(length + 2, length));
            var y = new float[length];
            LayerNorm.Apply(x, weight, bias, 1e-5f, y);
            var mean = x.Average(number => (double)number);
            var scale = 1 / Math.Sqrt(x.Average(number => (number - mean) * (number - mean)) + 1e-5);
            for (var index = 0; index < length; index++)
            {
                var exact = ((x[index] - mean) * scale * weight[index]) + bias[index];
                Assert.InRange(Math.Abs(y[index] - exact), 0, 10 * scale * (length + 16) * Numbers.UnitRoundoff);
            }

            LayerNorm.Apply(x, weight, bias, 1e-5f, x);
            Assert.Equal(y, x);
        }
    }
}
