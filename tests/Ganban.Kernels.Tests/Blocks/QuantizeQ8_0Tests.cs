using System.Runtime.CompilerServices;
using Ganban.Kernels.Blocks;

namespace Ganban.Kernels.Tests.Blocks;

public class QuantizeQ8_0Tests
{
    [Fact]
    public void A_block_has_34_bytes_as_in_the_file()
    {
        Assert.Equal(34, Unsafe.SizeOf<BlockQ8_0>());
        Assert.Equal(BlockQ8_0.Bytes, Unsafe.SizeOf<BlockQ8_0>());
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(1e-3f)]
    [InlineData(1000f)]
    public void A_weight_is_off_by_half_a_scale_at_most(float size)
    {
        var numbers = Numbers.Singles(1, 320).Select(number => number * size).ToArray();
        var blocks = new BlockQ8_0[10];
        QuantizeQ8_0.Weights(numbers, blocks);
        var back = new float[320];
        QuantizeQ8_0.ToSingle(blocks, back);
        for (var index = 0; index < numbers.Length; index++)
        {
            // A scale rounded down to F16 (2⁻¹¹ relative) cuts off the largest numbers by 127 · 2⁻¹¹ of a scale.
            var scale = (float)blocks[index / 32].Scale;
            Assert.InRange(Math.Abs(back[index] - numbers[index]), 0, scale * 0.5634);
        }
    }

    [Fact]
    public void Activations_are_off_by_half_a_scale_at_most()
    {
        var numbers = Numbers.Singles(2, 320);
        var (values, scales, sums) = (new short[320], new float[10], new float[10]);
        var bytes = new sbyte[320];
        QuantizeActivations.ToShorts(numbers, values, scales, sums);
        QuantizeActivations.ToBytes(numbers, bytes, scales, sums);
        Assert.Equal(values.Select(value => (int)value), bytes.Select(value => (int)value));
        for (var index = 0; index < numbers.Length; index++)
        {
            Assert.InRange(values[index], -127, 127);
            var scale = scales[index / 32];
            Assert.InRange(Math.Abs((values[index] * scale) - numbers[index]), 0, scale * 0.50002);
            Assert.Equal(scale * values.AsSpan(index / 32 * 32, 32).ToArray().Sum(value => value), sums[index / 32]);
        }
    }

    [Fact]
    public void Zeros_and_denormals_stay_finite()
    {
        var numbers = new float[64];
        Array.Fill(numbers, float.Epsilon, 32, 32);
        var (values, scales) = (new short[64], new float[2]);
        QuantizeActivations.ToShorts(numbers, values, scales, new float[2]);
        Assert.All(values, value => Assert.InRange(value, -127, 127));
        Assert.All(scales, scale => Assert.True(float.IsFinite(scale)));
        var blocks = new BlockQ8_0[2];
        QuantizeQ8_0.Weights(numbers, blocks);
        var back = new float[64];
        QuantizeQ8_0.ToSingle(blocks, back);
        Assert.All(back, number => Assert.Equal(0, number));
    }

    [Fact]
    public void Activations_that_are_not_numbers_are_not_hidden()
    {
        var numbers = new float[32];
        numbers[5] = float.NaN;
        var scales = new float[1];
        QuantizeActivations.ToShorts(numbers, new short[32], scales, new float[1]);
        Assert.True(float.IsNaN(scales[0]));
    }
}
