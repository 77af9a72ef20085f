using System.Numerics;

namespace Ganban.Kernels.Blocks;

/// <summary>
/// Rounds F32 numbers to 8 bits in blocks of 32: scale = max|x| / 127, value = round(x / scale), ties away from zero.
/// An element's error is at most half a scale, plus the rounding of the scale to F16 where it is stored so.
/// </summary>
public static class QuantizeQ8_0
{
    /// <summary>Quantises weights.</summary>
    /// <param name="source">Finite numbers, whole blocks of 32.</param>
    /// <param name="destination">One block for each 32 numbers.</param>
    public static void Weights(ReadOnlySpan<float> source, Span<BlockQ8_0> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(source.Length, destination.Length * BlockQ8_0.Elements);
        for (var block = 0; block < destination.Length; block++)
        {
            var numbers = source.Slice(block * BlockQ8_0.Elements, BlockQ8_0.Elements);

            // The values are rounded for the scale as it will be stored, not for the exact one.
            var scale = (Half)(LargestMagnitude(numbers) / 127);
            destination[block].Scale = scale;
            var inverse = scale == Half.Zero ? 0 : 1 / (float)scale;
            for (var index = 0; index < numbers.Length; index++)
            {
                var value = MathF.Round(numbers[index] * inverse, MidpointRounding.AwayFromZero);
                destination[block].Values[index] = (sbyte)Math.Clamp(value, -127, 127);
            }
        }
    }

    /// <summary>Turns blocks back into numbers.</summary>
    /// <param name="source">Blocks.</param>
    /// <param name="destination">32 numbers for each block.</param>
    public static void ToSingle(ReadOnlySpan<BlockQ8_0> source, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, source.Length * BlockQ8_0.Elements);
        for (var block = 0; block < source.Length; block++)
        {
            var scale = (float)source[block].Scale;
            for (var index = 0; index < BlockQ8_0.Elements; index++)
            {
                destination[(block * BlockQ8_0.Elements) + index] = scale * source[block].Values[index];
            }
        }
    }

    private static float LargestMagnitude(ReadOnlySpan<float> numbers)
    {
        // A block's 32 numbers are whole vectors of every width. The maximum with a NaN is NaN.
        var largest = Vector<float>.Zero;
        for (var index = 0; index < numbers.Length; index += Vector<float>.Count)
        {
            largest = Vector.Max(largest, Vector.Abs(new Vector<float>(numbers[index..])));
        }

        var result = 0f;
        for (var lane = 0; lane < Vector<float>.Count; lane++)
        {
            result = MathF.Max(result, largest[lane]);
        }

        return result;
    }
}
