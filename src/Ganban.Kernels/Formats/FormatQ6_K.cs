using Ganban.Kernels.Blocks;

namespace Ganban.Kernels.Formats;

/// <summary>
/// 6 bits, a signed 8-bit scale for 16, which one F16 number of a block of 256 multiplies; 32 stands for zero. The
/// value is taken times its 8-bit scale, which is exact, so that a group has 32 numbers.
/// </summary>
internal readonly struct FormatQ6_K : IBlockFormat<BlockQ6_K>
{
    public static int Elements => BlockQ6_K.Elements;

    public static int GroupElements => 32;

    public static void Unpack(
        ref readonly BlockQ6_K block, Span<short> values, Span<float> scales, Span<float> minima)
    {
        for (var index = 0; index < BlockQ6_K.Elements; index++)
        {
            var (half, row, column) = (index / 128, index / 32 % 4, index % 32);
            var low = block.LowBits[(64 * half) + (32 * (row % 2)) + column] >> (4 * (row / 2)) & 0xF;
            var high = block.HighBits[(32 * half) + column] >> (2 * row) & 3;
            values[index] = (short)((sbyte)block.Scales[index / 16] * ((low | (high << 4)) - 32));
        }

        scales[..8].Fill((float)block.Scale);
        minima[..8].Clear();
    }
}
