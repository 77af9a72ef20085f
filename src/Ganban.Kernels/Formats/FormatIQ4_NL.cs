using Ganban.Kernels.Blocks;

namespace Ganban.Kernels.Formats;

/// <summary>4 bits that choose from sixteen unevenly spaced values, one scale for 32.</summary>
internal readonly struct FormatIQ4_NL : IBlockFormat<BlockIQ4_NL>
{
    public static int Elements => BlockIQ4_NL.Elements;

    public static int GroupElements => 32;

    /// <summary>The sixteen values; a fact of the format.</summary>
    public static ReadOnlySpan<sbyte> Table =>
        [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

    public static void Unpack(
        ref readonly BlockIQ4_NL block, Span<short> values, Span<float> scales, Span<float> minima)
    {
        Nibbles.Unpack(block.Quants, values);
        for (var index = 0; index < BlockIQ4_NL.Elements; index++)
        {
            values[index] = Table[values[index]];
        }

        scales[0] = (float)block.Scale;
        minima[0] = 0;
    }
}
