using Ganban.Kernels.Blocks;

namespace Ganban.Kernels.Formats;

/// <summary>4 bits, one scale for 32; 8 stands for zero.</summary>
internal readonly struct FormatQ4_0 : IBlockFormat<BlockQ4_0>
{
    public static int Elements => BlockQ4_0.Elements;

    public static int GroupElements => 32;

    public static void Unpack(
        ref readonly BlockQ4_0 block, Span<short> values, Span<float> scales, Span<float> minima)
    {
        Nibbles.Unpack(block.Quants, values);
        scales[0] = (float)block.Scale;
        minima[0] = -8 * (float)block.Scale;
    }
}
