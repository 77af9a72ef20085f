using Ganban.Kernels.Blocks;

namespace Ganban.Kernels.Formats;

/// <summary>5 bits, one scale and one minimum for 32.</summary>
internal readonly struct FormatQ5_1 : IBlockFormat<BlockQ5_1>
{
    public static int Elements => BlockQ5_1.Elements;

    public static int GroupElements => 32;

    public static void Unpack(
        ref readonly BlockQ5_1 block, Span<short> values, Span<float> scales, Span<float> minima)
    {
        Nibbles.Unpack(block.Quants, values);
        Nibbles.AddHighBits(block.HighBits, values);
        scales[0] = (float)block.Scale;
        minima[0] = (float)block.Minimum;
    }
}
