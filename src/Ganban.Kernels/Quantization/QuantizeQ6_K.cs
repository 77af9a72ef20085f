using Ganban.Kernels.Blocks;

namespace Ganban.Kernels.Quantization;

/// <summary>
/// Rounds F32 numbers to 6 bits in blocks of 256: a scale of least square error for each 16, of which 8 bits are kept.
/// </summary>
internal static class QuantizeQ6_K
{
    private const int Groups = 16;
    private const int Zero = 32;

    /// <summary>Quantises weights.</summary>
    /// <param name="source">Finite numbers, whole blocks.</param>
    /// <param name="destination">One block for each 256 numbers.</param>
    public static void Weights(ReadOnlySpan<float> source, Span<BlockQ6_K> destination)
    {
        Span<float> scales = stackalloc float[Groups];
        for (var index = 0; index < destination.Length; index++)
        {
            var x = source.Slice(index * BlockQ6_K.Elements, BlockQ6_K.Elements);
            var extreme = 0f;
            for (var group = 0; group < Groups; group++)
            {
                scales[group] = ScaleSearch.Symmetric(x.Slice(group * 16, 16), Zero);
                extreme = MathF.Abs(scales[group]) > MathF.Abs(extreme) ? scales[group] : extreme;
            }

            Store(x, scales, (Half)(extreme / -128), ref destination[index]);
        }
    }

    private static void Store(ReadOnlySpan<float> x, ReadOnlySpan<float> scales, Half scale, ref BlockQ6_K block)
    {
        block = default;
        block.Scale = scale;
        if (scale == Half.Zero)
        {
            return;
        }

        for (var group = 0; group < Groups; group++)
        {
            block.Scales[group] = (byte)(sbyte)Math.Clamp(MathF.Round(scales[group] / (float)scale), -128, 127);
        }

        for (var index = 0; index < BlockQ6_K.Elements; index++)
        {
            var step = (float)scale * (sbyte)block.Scales[index / 16];
            var q = step == 0 ? Zero : (int)Math.Clamp(MathF.Round(x[index] / step), -Zero, Zero - 1) + Zero;
            var (half, row, column) = (index / 128, index / 32 % 4, index % 32);
            block.LowBits[(64 * half) + (32 * (row % 2)) + column] |= (byte)((q & 0xF) << (4 * (row / 2)));
            block.HighBits[(32 * half) + column] |= (byte)(q >> 4 << (2 * row));
        }
    }
}
