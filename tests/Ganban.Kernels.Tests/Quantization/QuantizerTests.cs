using Ganban.Kernels.Formats;
using Ganban.Kernels.Quantization;

namespace Ganban.Kernels.Tests.Quantization;

public class QuantizerTests
{
    /// <summary>The root mean square error of llama.cpp (commit de3ff815ea7d) with the same 65,536 numbers.</summary>
    [Theory]
    [InlineData(WeightFormat.Q8_0, 1.056706e-04)]
    [InlineData(WeightFormat.Q4_0, 1.697790e-03)]
    [InlineData(WeightFormat.Q4_K, 1.418767e-03)]
    [InlineData(WeightFormat.Q5_K, 7.199827e-04)]
    [InlineData(WeightFormat.Q6_K, 3.535790e-04)]
    public void The_error_is_no_larger_than_that_of_llama_cpp(WeightFormat format, double theirs)
    {
        var numbers = Gaussian(65_536);
        Assert.InRange(Error(numbers, RoundTrip(format, numbers)), theirs / 2, theirs);
    }

    [Theory]
    [InlineData(WeightFormat.F32, 0)]
    [InlineData(WeightFormat.F16, 1 / 2048.0)]
    [InlineData(WeightFormat.BF16, 1 / 256.0)]
    public void A_floating_point_format_is_off_by_half_its_last_place(WeightFormat format, double relative)
    {
        var numbers = Gaussian(1000);
        var back = RoundTrip(format, numbers);
        for (var index = 0; index < numbers.Length; index++)
        {
            Assert.InRange(Math.Abs(numbers[index] - back[index]), 0, (relative * Math.Abs(numbers[index])) + 3e-8);
        }
    }

    [Fact]
    public void Zeros_stay_zeros_and_one_number_among_them_survives()
    {
        foreach (var format in Quantizer.Formats)
        {
            Assert.All(RoundTrip(format, new float[512]), number => Assert.Equal(0, number));
            foreach (var lonely in (float[])[1, -1])
            {
                var numbers = new float[256];
                numbers[77] = lonely;
                var back = RoundTrip(format, numbers);
                Assert.InRange(back[77] * lonely, 0.9f, 1.1f);
                Assert.InRange(back.Where((_, index) => index != 77).Max(MathF.Abs), 0, 0.1f);
            }
        }
    }

    [Fact]
    public void Equal_numbers_in_all_signs_and_sizes_survive()
    {
        foreach (var format in Quantizer.Formats)
        {
            foreach (var number in (float[])[0.5f, -0.5f, 0.05f, -100])
            {
                var back = RoundTrip(format, Enumerable.Repeat(number, 256).ToArray());
                Assert.All(back, value => Assert.InRange(value / number, 0.98f, 1.02f));
            }
        }
    }

    [Fact]
    public void What_can_not_be_quantised_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Quantizer.Quantize(WeightFormat.IQ4_NL, new float[32], new byte[18]));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Quantizer.Quantize(WeightFormat.Q8_0, new float[33], new byte[34]));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Quantizer.Quantize(WeightFormat.Q8_0, new float[32], new byte[35]));
        var numbers = new float[256];
        numbers[200] = float.NaN;
        Assert.Throws<ArgumentException>(() => Quantizer.Quantize(WeightFormat.Q6_K, numbers, new byte[210]));
    }

    private static float[] RoundTrip(WeightFormat format, float[] numbers)
    {
        var bytes = new byte[numbers.Length / Weights.BlockElements(format) * Weights.BlockBytes(format)];
        Quantizer.Quantize(format, numbers, bytes);
        var back = new float[numbers.Length];
        Weights.ToSingle(format, bytes, back);
        return back;
    }

    private static double Error(float[] numbers, float[] back) => Math.Sqrt(
        numbers.Zip(back, (a, b) => ((double)a - b) * ((double)a - b)).Sum() / numbers.Length);

    /// <summary>Sums of twelve uniform numbers from a linear congruential generator, with deviation 0.02.</summary>
    private static float[] Gaussian(int count)
    {
        var seed = 1u;
        var numbers = new float[count];
        for (var index = 0; index < count; index++)
        {
            var sum = -6d;
            for (var part = 0; part < 12; part++)
            {
                seed = (seed * 1664525) + 1013904223;
                sum += (seed >> 8) / 16777216.0;
            }

            numbers[index] = (float)(sum * 0.02);
        }

        return numbers;
    }
}
