using System.Runtime.InteropServices;
using Ganban.Kernels.Formats;

namespace Ganban.Kernels.Tests.Formats;

/// <summary>Weights in their stored form.</summary>
internal static class StoredWeights
{
    /// <summary>
    /// Blocks of arbitrary bits, from a linear congruential generator, with scales below 2 in magnitude.
    /// </summary>
    public static byte[] Arbitrary(WeightFormat format, int elements, uint seed = 12345)
    {
        var size = Weights.BlockBytes(format);
        var bytes = new byte[elements / Weights.BlockElements(format) * size];
        for (var index = 0; index < bytes.Length; index++)
        {
            seed = (seed * 1664525) + 1013904223;
            bytes[index] = (byte)(seed >> 24);
        }

        for (var block = 0; block < bytes.Length; block += size)
        {
            foreach (var place in Scales(format))
            {
                // An F16 without the upper bit of its exponent.
                bytes[block + place + 1] &= 0xBF;
            }

            if (format == WeightFormat.MXFP4)
            {
                bytes[block] = (byte)(100 + (bytes[block] % 50));
            }
        }

        return bytes;
    }

    /// <summary>Gives all bytes but those of the F16 scales a value.</summary>
    public static void FillValues(WeightFormat format, byte[] weights, byte value)
    {
        var (size, scales) = (Weights.BlockBytes(format), Scales(format));
        for (var index = 0; index < weights.Length; index++)
        {
            var place = index % size;
            var isExponent = format == WeightFormat.MXFP4 && place == 0;
            if (!isExponent && !scales.Any(scale => place == scale || place == scale + 1))
            {
                weights[index] = value;
            }
        }
    }

    public static byte[] Bytes<T>(T[] numbers)
        where T : unmanaged => MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();

    private static int[] Scales(WeightFormat format) => format switch
    {
        WeightFormat.Q4_1 or WeightFormat.Q5_1 or WeightFormat.Q4_K or WeightFormat.Q5_K => [0, 2],
        WeightFormat.Q2_K => [80, 82],
        WeightFormat.Q3_K => [108],
        WeightFormat.Q6_K => [208],
        WeightFormat.MXFP4 => [],
        WeightFormat.F32 => [2],
        _ => [0],
    };
}
