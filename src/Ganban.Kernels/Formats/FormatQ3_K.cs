using Ganban.Kernels.Blocks;

namespace Ganban.Kernels.Formats;

/// <summary>
/// 3 bits, a 6-bit scale for 16, which one F16 number of a block of 256 multiplies; 4 stands for zero, and 32 for a
/// scale of zero. The value is taken times its 6-bit scale, which is exact, so that a group has 32 numbers.
/// </summary>
internal readonly struct FormatQ3_K : IBlockFormat<BlockQ3_K>
{
    public static int Elements => BlockQ3_K.Elements;

    public static int GroupElements => 32;

    public static void Unpack(
        ref readonly BlockQ3_K block, Span<short> values, Span<float> scales, Span<float> minima)
    {
        for (var index = 0; index < BlockQ3_K.Elements; index++)
        {
            var (half, row, column) = (index / 128, index / 32, index % 32);
            var low = block.Quants[(32 * half) + column] >> (2 * (row % 4)) & 3;
            var high = block.HighBits[column] >> row & 1;
            values[index] = (short)(Scale(block.Scales, index / 16) * ((low | (high << 2)) - 4));
        }

        scales[..8].Fill((float)block.Scale);
        minima[..8].Clear();
    }

    /// <summary>Scale j of the sixteen, −32 to 31.</summary>
    internal static int Scale(ReadOnlySpan<byte> packed, int j) =>
        ((packed[j % 8] >> (4 * (j / 8)) & 0xF) | ((packed[8 + (j % 4)] >> (2 * (j / 4)) & 3) << 4)) - 32;
}
