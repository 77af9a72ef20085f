using Ganban.Kernels.Blocks;

namespace Ganban.Kernels.Formats;

/// <summary>2 bits, a 4-bit scale and a 4-bit minimum for 16, times two F16 numbers of a block of 256.</summary>
internal readonly struct FormatQ2_K : IBlockFormat<BlockQ2_K>
{
    public static int Elements => BlockQ2_K.Elements;

    public static int GroupElements => 16;

    public static void Unpack(
        ref readonly BlockQ2_K block, Span<short> values, Span<float> scales, Span<float> minima)
    {
        for (var index = 0; index < BlockQ2_K.Elements; index++)
        {
            var (half, row, column) = (index / 128, index / 32 % 4, index % 32);
            values[index] = (short)(block.Quants[(32 * half) + column] >> (2 * row) & 3);
        }

        for (var group = 0; group < 16; group++)
        {
            scales[group] = (float)block.Scale * (block.Scales[group] & 0xF);
            minima[group] = -(float)block.MinimumScale * (block.Scales[group] >> 4);
        }
    }
}
