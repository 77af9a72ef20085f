using Ganban.Kernels.Blocks;

namespace Ganban.Kernels.Formats;

/// <summary>8 bits, one scale for 32.</summary>
internal readonly struct FormatQ8_0 : IBlockFormat<BlockQ8_0>
{
    public static int Elements => BlockQ8_0.Elements;

    public static int GroupElements => 32;

    public static void Unpack(
        ref readonly BlockQ8_0 block, Span<short> values, Span<float> scales, Span<float> minima)
    {
        for (var index = 0; index < BlockQ8_0.Elements; index++)
        {
            values[index] = block.Values[index];
        }

        scales[0] = (float)block.Scale;
        minima[0] = 0;
    }
}
