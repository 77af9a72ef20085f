using Ganban.Kernels.Attention;

namespace Ganban.Kernels.Tests.Attention;

public class KvLayoutTests
{
    private const int BlockTokens = AttentionTile.BlockTokens;

    [Theory]
    [InlineData(32)]
    [InlineData(96)]
    public void Keys_and_values_in_Q8_0_are_within_half_a_step(int headSize)
    {
        var (keys, values) = (new byte[KvLayoutQ8_0.Bytes(headSize)], new byte[KvLayoutQ8_0.Bytes(headSize)]);
        var numbers = Enumerable.Range(0, BlockTokens).Select(token => Numbers.Singles(token, headSize)).ToArray();
        numbers[5] = new float[headSize];
        for (var token = 0; token < BlockTokens; token++)
        {
            KvLayoutQ8_0.WriteKey(numbers[token], keys, token);
            KvLayoutQ8_0.WriteValue(numbers[token], values, token);
        }

        var (wideKeys, wideValues) = (new float[headSize * BlockTokens], new float[BlockTokens * headSize]);
        KvLayoutQ8_0.WidenKeys(keys, headSize, wideKeys);
        KvLayoutQ8_0.WidenValues(values, headSize, wideValues);
        for (var token = 0; token < BlockTokens; token++)
        {
            for (var index = 0; index < headSize; index++)
            {
                var group = numbers[token].AsSpan(index / 32 * 32, 32).ToArray();

                // Half a step, and the scale's rounding to F16.
                var bound = group.Max(MathF.Abs) * ((0.5 / 127) + (1.0 / 2048));
                Assert.InRange(Math.Abs(wideValues[(token * headSize) + index] - numbers[token][index]), 0, bound);
                Assert.Equal(wideValues[(token * headSize) + index], wideKeys[(index * BlockTokens) + token]);
            }
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(80)]
    public void Keys_and_values_in_F16_are_the_rounded_numbers(int headSize)
    {
        var (keys, values) = (new Half[headSize * BlockTokens], new Half[BlockTokens * headSize]);
        var numbers = Numbers.Singles(1, headSize);
        KvLayout.WriteKey(numbers, keys, 31);
        KvLayout.WriteValue(numbers, values, 31);
        var wide = new float[headSize * BlockTokens];
        KvLayout.Widen(values, wide);
        Assert.Equal(numbers.Select(number => (float)(Half)number), wide[(31 * headSize)..]);
        KvLayout.Widen(keys, wide);
        Assert.Equal(
            numbers.Select(number => (float)(Half)number),
            Enumerable.Range(0, headSize).Select(index => wide[(index * BlockTokens) + 31]));
    }
}
