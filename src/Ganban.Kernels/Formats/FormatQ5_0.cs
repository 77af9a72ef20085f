using Ganban.Kernels.Blocks;

namespace Ganban.Kernels.Formats;

/// <summary>5 bits, one scale for 32; 16 stands for zero.</summary>
internal readonly struct FormatQ5_0 : IBlockFormat<BlockQ5_0>
{
    public static int Elements => BlockQ5_0.Elements;

    public static int GroupElements => 32;

    public static void Unpack(
        ref readonly BlockQ5_0 block, Span<short> values, Span<float> scales, Span<float> minima)
    {
        Nibbles.Unpack(block.Quants, values);
        Nibbles.AddHighBits(block.HighBits, values);
        scales[0] = (float)block.Scale;
        minima[0] = -16 * (float)block.Scale;
    }
}
