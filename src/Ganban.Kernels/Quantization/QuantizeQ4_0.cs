using Ganban.Kernels.Blocks;

namespace Ganban.Kernels.Quantization;

/// <summary>Rounds F32 numbers to 4 bits in blocks of 32, with the scale of least square error.</summary>
internal static class QuantizeQ4_0
{
    private const int Zero = 8;

    /// <summary>Quantises weights.</summary>
    /// <param name="source">Finite numbers, whole blocks.</param>
    /// <param name="destination">One block for each 32 numbers.</param>
    public static void Weights(ReadOnlySpan<float> source, Span<BlockQ4_0> destination)
    {
        for (var block = 0; block < destination.Length; block++)
        {
            var x = source.Slice(block * BlockQ4_0.Elements, BlockQ4_0.Elements);
            var scale = (Half)ScaleSearch.Symmetric(x, Zero);
            destination[block].Scale = scale;
            for (var index = 0; index < 16; index++)
            {
                var (lower, upper) = (Round(x[index], (float)scale), Round(x[16 + index], (float)scale));
                destination[block].Quants[index] = (byte)(lower | (upper << 4));
            }
        }
    }

    private static int Round(float number, float scale) => scale == 0
        ? Zero
        : (int)Math.Clamp(MathF.Round(number / scale), -Zero, Zero - 1) + Zero;
}
