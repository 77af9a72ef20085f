using System.Runtime.CompilerServices;
using Ganban.Kernels.Blocks;
using Ganban.Kernels.Formats;

namespace Ganban.Kernels.Tests.Formats;

public class WeightsTests
{
    /// <summary>
    /// What llama.cpp (commit de3ff815ea7d) makes of <see cref="StoredWeights.Arbitrary"/>'s 4,096 numbers: their
    /// hash (FNV-1a over the bytes, a negative zero counted as zero), the first and the last one.
    /// </summary>
    public static TheoryData<WeightFormat, ulong, float, float> Facts => new()
    {
        { WeightFormat.F16, 0xB6280F853A381288, 6.13331795e-05f, 0.324951172f },
        { WeightFormat.BF16, 0x856D5D352D244AF6, 1.56340749e-36f, 6.66826963e-07f },
        { WeightFormat.Q4_0, 0xB1F058CC3B532537, 0.000183999538f, -3.04296875f },
        { WeightFormat.Q4_1, 0x0E4FAA345D889455, -0.0122885704f, 0.00122451782f },
        { WeightFormat.Q5_0, 0x35D625A2D8310433, 0.000858664513f, 0.197265625f },
        { WeightFormat.Q5_1, 0x7970B4F18F37F2A1, -0.0122885704f, -0.0205173492f },
        { WeightFormat.Q8_0, 0xBED88688CB541C04, -0.007175982f, 0.12622261f },
        { WeightFormat.Q2_K, 0x48133164D7B246DF, -0.911254883f, 32.3712921f },
        { WeightFormat.Q3_K, 0xB51B6F7EBF91068F, -0.00574207306f, 0.0142407417f },
        { WeightFormat.Q4_K, 0x76D8BEA950B934EE, 0.318968296f, 19.1168518f },
        { WeightFormat.Q5_K, 0xEFE810F0CB27E9FC, 0.358221531f, -12.3045521f },
        { WeightFormat.Q6_K, 0xE43AFC744556AF09, -659.469727f, 0.541055202f },
        { WeightFormat.IQ4_NL, 0xECDC1F3BFA8AACBB, 0.00233066082f, -38.0371094f },
        { WeightFormat.MXFP4, 0xEDA2191676BBE877, 4.76837158e-07f, -0.015625f },
    };

    [Theory]
    [MemberData(nameof(Facts))]
    public void Numbers_are_those_that_llama_cpp_reads(WeightFormat format, ulong hash, float first, float last)
    {
        var numbers = new float[4096];
        Weights.ToSingle(format, StoredWeights.Arbitrary(format, numbers.Length), numbers);
        Assert.Equal(first, numbers[0]);
        Assert.Equal(last, numbers[^1]);
        Assert.Equal(hash, Hash(numbers));
    }

    [Fact]
    public void F32_is_read_as_it_is()
    {
        var numbers = Numbers.Singles(1, 37);
        var back = new float[37];
        Weights.ToSingle(WeightFormat.F32, StoredWeights.Bytes(numbers), back);
        Assert.Equal(numbers, back);
    }

    [Fact]
    public void A_block_has_as_many_bytes_as_in_the_file()
    {
        Assert.Equal(18, Unsafe.SizeOf<BlockQ4_0>());
        Assert.Equal(20, Unsafe.SizeOf<BlockQ4_1>());
        Assert.Equal(22, Unsafe.SizeOf<BlockQ5_0>());
        Assert.Equal(24, Unsafe.SizeOf<BlockQ5_1>());
        Assert.Equal(34, Unsafe.SizeOf<BlockQ8_0>());
        Assert.Equal(84, Unsafe.SizeOf<BlockQ2_K>());
        Assert.Equal(110, Unsafe.SizeOf<BlockQ3_K>());
        Assert.Equal(144, Unsafe.SizeOf<BlockQ4_K>());
        Assert.Equal(176, Unsafe.SizeOf<BlockQ5_K>());
        Assert.Equal(210, Unsafe.SizeOf<BlockQ6_K>());
        Assert.Equal(18, Unsafe.SizeOf<BlockIQ4_NL>());
        Assert.Equal(17, Unsafe.SizeOf<BlockMXFP4>());
        Assert.Equal(176, Weights.BlockBytes(WeightFormat.Q5_K));
        Assert.Equal(256, Weights.BlockElements(WeightFormat.Q5_K));
    }

    [Fact]
    public void Bytes_that_do_not_fit_the_numbers_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Weights.ToSingle(WeightFormat.Q4_K, new byte[144], new float[255]));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Weights.ToSingle(WeightFormat.Q4_K, new byte[143], new float[256]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Weights.BlockBytes((WeightFormat)9));
    }

    private static ulong Hash(float[] numbers)
    {
        var hash = 14695981039346656037;
        foreach (var part in StoredWeights.Bytes([.. numbers.Select(number => number + 0f)]))
        {
            hash = (hash ^ part) * 1099511628211;
        }

        return hash;
    }
}
